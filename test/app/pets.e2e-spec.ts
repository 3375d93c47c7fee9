import request from 'supertest';
import type { TestDatabase } from '../../src/database-lifecycle/testing';
import { createAppDatabase, emptyTables } from './support/app-database';
import { startTestApp, type TestApp } from './support/test-app';

const UNKNOWN_ID = '3f0e1a52-7b0c-4a38-9f0b-0f6a4a2f0c11';

describe('/pets', () => {
  let database: TestDatabase;
  let test: TestApp;
  let ownerId: string;
  const http = () => request(test.app.getHttpServer());
  const create = (pet: object) =>
    http()
      .post('/pets')
      .send({ name: 'Rex', species: 'dog', ownerId, ...pet });

  const names = async (query: string) =>
    (await http().get(`/pets?${query}`).expect(200)).body.items.map(({ name }: { name: string }) => name);

  beforeAll(async () => {
    database = await createAppDatabase();
    test = await startTestApp({ DATABASE_URL: database.url });
  });
  afterAll(async () => {
    await test?.app.close();
    await database?.drop();
  });
  beforeEach(async () => {
    await emptyTables(database);
    ownerId = (await http().post('/users').send({ email: 'ada@example.com', fullName: 'Ada' }).expect(201)).body.id;
  });

  it('creates, reads, changes and deletes a pet', async () => {
    await create({ name: 'Other' }).expect(201);
    const full = { breed: 'Boxer', gender: 'male', birthDate: '2020-02-29', weight: 27.35 };
    const { body: pet } = await create(full).expect(201);
    expect(pet).toEqual({ id: expect.any(String), name: 'Rex', species: 'dog', ownerId, ...full });
    expect((await http().get(`/pets/${pet.id}`).expect(200)).body).toEqual(pet);

    const changes = { weight: null, breed: null, name: 'Rexy' };
    const changed = await http().patch(`/pets/${pet.id}`).send(changes).expect(200);
    expect(changed.body).toEqual({ ...pet, ...changes });
    expect((await http().patch(`/pets/${pet.id}`).send({}).expect(200)).body).toEqual(changed.body);

    await http().delete(`/pets/${pet.id}`).expect(204);
    expect((await http().delete(`/pets/${pet.id}`).expect(404)).body.message).toBe('There is no pet with this id');
  });

  it('answers a change as it is, though no read replica has it yet', async () => {
    const replica = await createAppDatabase();
    const { app } = await startTestApp({
      DATABASE_URL: database.url,
      DATABASE_REPLICA_URLS: replica.url,
      // Of which a change must not keep one.
      DATABASE_POOL_SIZE: '1',
    });
    try {
      const behind = request(app.getHttpServer());
      const { body: made } = await behind.post('/pets').send({ name: 'Rex', species: 'dog', ownerId }).expect(201);
      for (const change of [{}, { name: 'Rex' }]) await behind.patch(`/pets/${made.id}`).send(change).expect(200, made);
      await behind.get(`/pets/${made.id}`).expect(404);
    } finally {
      await app.close();
      await replica.drop();
    }
  });

  it('answers a new pet as it would read it', async () => {
    const { body: pet } = await create({}).expect(201);
    expect(pet).toMatchObject({ breed: null, gender: 'unknown', birthDate: null, weight: null });
    expect((await http().get(`/pets/${pet.id}`).expect(200)).body).toEqual(pet);
  });

  it('serves rows with uuids that somebody made by hand', async () => {
    const [owner, id] = ['11111111-1111-1111-1111-111111111111', '00000000-0000-0000-0000-00000000000a'];
    await database.query(
      `INSERT INTO users (id, email, full_name) VALUES ('${owner}', 'bob@example.com', 'Bob');
       INSERT INTO pets (id, name, species, owner_id) VALUES ('${id}', 'Tom', 'cat', '${owner}')`,
    );
    await http().get(`/users/${owner}`).expect(200);
    expect(await names(`ownerId=${owner}`)).toEqual(['Tom']);
    await http().patch(`/pets/${id.toUpperCase()}`).send({ ownerId }).expect(200);
    const { body: pet } = await create({ ownerId: owner }).expect(201);
    await http().delete(`/pets/${pet.id}`).expect(204);
    await http().delete(`/users/${owner}`).expect(204);
  });

  it('answers a uuid in the letters in which it is read, whatever a client writes', async () => {
    const { body: pet } = await create({ ownerId: ownerId.toUpperCase() }).expect(201);
    expect(pet.ownerId).toBe(ownerId);
    expect(await names(`ownerId=${ownerId.toUpperCase()}`)).toEqual(['Rex']);
  });

  it('takes what just fits', async () => {
    const most = { name: 'x'.repeat(80), species: 'x'.repeat(40), breed: 'x'.repeat(80), weight: 999.99 };
    for (const pet of [most, { weight: 0.01 }]) expect((await create(pet).expect(201)).body).toMatchObject(pet);
  });

  it('gives a birth date back as the day it was, in any time zone', async () => {
    const { body: pet } = await create({ birthDate: '2024-01-01' }).expect(201);
    expect(await database.query('SELECT birth_date::text FROM pets')).toEqual([{ birth_date: '2024-01-01' }]);
    expect((await http().get(`/pets/${pet.id}`)).body.birthDate).toBe('2024-01-01');
  });

  it.each([
    [{ weight: 1000 }, 'weight must not be greater than 999.99'],
    [{ weight: 1.234 }, 'weight must have no more than 2 decimal places'],
    [{ weight: 1e-7 }, 'weight must have no more than 2 decimal places'],
    [{ weight: 0.001 }, 'weight must not be less than 0.01'],
    [{ weight: '7' }, 'weight must be a number conforming to the specified constraints'],
    [{ birthDate: '2023-02-30' }, 'birthDate must be a day that exists'],
    [{ birthDate: '2023-02-01T00:00:00Z' }, 'birthDate must be a date in the form YYYY-MM-DD'],
    [{ gender: 'x' }, 'gender must be one of the following values: male, female, unknown'],
    [{ gender: null }, 'gender must be one of the following values: male, female, unknown'],
    [{ ownerId: 'ada' }, 'ownerId must be a UUID'],
    [{ ownerId: `${UNKNOWN_ID}0` }, 'ownerId must be a UUID'],
    [{ ownerId: `0${UNKNOWN_ID}` }, 'ownerId must be a UUID'],
    [{ ownerId: 5 }, 'ownerId must be a UUID'],
    [{ ownerId: [UNKNOWN_ID] }, 'ownerId must be a UUID'],
    [{ name: 'x'.repeat(81) }, 'name must be shorter than or equal to 80 characters'],
    [{ species: 'x'.repeat(41) }, 'species must be shorter than or equal to 40 characters'],
    [{ breed: 'x'.repeat(81) }, 'breed must be shorter than or equal to 80 characters'],
    [{ breed: ' ' }, 'breed must be longer than or equal to 1 characters'],
    [{ owner: { id: UNKNOWN_ID } }, 'property owner should not exist'],
  ])('refuses %j', async (pet, message) => {
    const { body } = await create(pet).expect(400);
    expect(body.message).toContain(message);
  });

  it('refuses an owner that is not there, on creating and on changing', async () => {
    const expected = { statusCode: 400, error: 'Bad Request', message: 'ownerId: there is no user with this id' };
    expect((await create({ ownerId: UNKNOWN_ID }).expect(400)).body).toEqual(expected);
    const { body: pet } = await create({}).expect(201);
    const change = await http().patch(`/pets/${pet.id}`).send({ ownerId: UNKNOWN_ID }).expect(400);
    expect(change.body).toEqual(expected);
  });

  it('keeps a user who still has pets', async () => {
    const { body: pet } = await create({}).expect(201);
    const { body } = await http().delete(`/users/${ownerId}`).expect(409);
    expect(body).toEqual({ statusCode: 409, error: 'Conflict', message: 'This user is still the owner of a pet' });
    await http().delete(`/pets/${pet.id}`).expect(204);
    await http().delete(`/users/${ownerId}`).expect(204);
  });

  it('lists, filtered and sorted', async () => {
    for (const pet of [
      { name: 'Rex', weight: 30, gender: 'male', breed: 'Boxer' },
      { name: 'Tom', species: 'cat', weight: 4.5 },
      { name: 'rexona', weight: 9, gender: 'female', breed: 'Beagle' },
    ]) {
      await create(pet).expect(201);
    }
    expect(await names('sort=weight')).toEqual(['Tom', 'rexona', 'Rex']);
    expect(await names('sort=-weight&name=rex')).toEqual(['Rex', 'rexona']);
    expect(await names('sort=breed')).toEqual(['rexona', 'Rex', 'Tom']);
    expect(await names('sort=-breed')).toEqual(['Rex', 'rexona', 'Tom']);
    expect(await names('species=cat')).toEqual(['Tom']);
    expect(await names('gender=female')).toEqual(['rexona']);
    expect(await names(`ownerId=${ownerId}&sort=-weight&limit=1&page=2`)).toEqual(['rexona']);
    expect(await names(`ownerId=${UNKNOWN_ID}`)).toEqual([]);
  });
});
