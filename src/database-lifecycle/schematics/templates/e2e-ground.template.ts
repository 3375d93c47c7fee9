import type { EntityModel } from '../model/entity.model';
import { testingDoor } from '../app/app.shape';
import type { ImportList } from './import.list';

/** How an e2e spec gets its app. */
interface E2eGround {
  readonly declarations: string;
  /** The expression of the running app. */
  readonly app: string;
  readonly start: string;
  readonly stop: string;
}

/** On an empty database of its own, which this checkout's tests have. */
function ownDatabase(imports: ImportList): E2eGround {
  imports.value('/test/support/test-database.ts', 'createEmptyDatabase');
  imports.type('/test/support/test-database.ts', 'TestDatabase');
  imports.value('/test/app/support/test-app.ts', 'startTestApp');
  imports.type('/test/app/support/test-app.ts', 'TestApp');
  return {
    declarations: '  let database: TestDatabase;\n  let test: TestApp;',
    app: 'test.app',
    start:
      '    database = await createEmptyDatabase();\n    test = await startTestApp({ DATABASE_URL: database.url });',
    stop: '    await test?.app.close();\n    await database?.drop();',
  };
}

/** On a copy of the app's tables; its own database is asked for nothing but where it is. */
function testDatabase({ app }: EntityModel, imports: ImportList): E2eGround {
  const door = testingDoor(app);
  imports.value('@nestjs/common', 'ValidationPipe');
  imports.type('@nestjs/common', 'INestApplication');
  imports.value('@nestjs/testing', 'Test');
  imports.value(door, 'createTestDatabase');
  imports.type(door, 'TestDatabase');
  imports.value('typeorm', 'DataSource');
  imports.value(`${app.sourceRoot}/app.module.ts`, 'AppModule');
  imports.type('node:http', 'Server');
  return {
    declarations: '  let database: TestDatabase;\n  let app: INestApplication<Server>;',
    app: 'app',
    start: `    // Connects as the app does, and starts nothing: only to learn how.
    const configured = await Test.createTestingModule({ imports: [AppModule] }).compile();
    database = await createTestDatabase(configured.get(DataSource));
    await configured.close();
    const module = await Test.createTestingModule({ imports: [AppModule] })
      .overrideProvider(DataSource)
      .useFactory({ factory: () => new DataSource(database.options).initialize() })
      .compile();
    app = module.createNestApplication();
    app.useGlobalPipes(new ValidationPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true }));
    await app.init();`,
    stop: '    await app?.close();\n    await database?.drop();',
  };
}

export const e2eGround = (model: EntityModel, imports: ImportList): E2eGround =>
  model.app.hasTestSupport ? ownDatabase(imports) : testDatabase(model, imports);
