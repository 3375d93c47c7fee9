import { FieldSyntaxError } from './field-syntax.error';
import { parseFields } from './field.parser';

const plain = { optional: false, unique: false, indexed: false };

function faultOf(text: string): string {
  try {
    parseFields(text);
  } catch (error) {
    if (error instanceof FieldSyntaxError) return error.message;
    throw error;
  }
  throw new Error(`"${text}" was read without a fault`);
}

describe('the fields of an entity', () => {
  it('are read as the guide writes them', () => {
    const text =
      'name:string breed:string? gender:enum(male,female,unknown) born:date weight:decimal(5,2) ' +
      'owner:belongsTo(User) tags:manyToMany(Tag)';
    expect(parseFields(text)).toEqual([
      { ...plain, name: 'name', kind: 'string', length: 255 },
      { ...plain, name: 'breed', kind: 'string', length: 255, optional: true },
      { ...plain, name: 'gender', kind: 'enum', labels: ['male', 'female', 'unknown'] },
      { ...plain, name: 'born', kind: 'date' },
      { ...plain, name: 'weight', kind: 'decimal', precision: 5, scale: 2 },
      { ...plain, name: 'owner', kind: 'belongsTo', target: 'User', inverse: undefined },
      { ...plain, name: 'tags', kind: 'manyToMany', target: 'Tag', inverse: undefined },
    ]);
  });

  it('carry marks for unique, index and empty in any order', () => {
    expect(parseFields('chip:string(15)!? age:int#')).toEqual([
      { ...plain, name: 'chip', kind: 'string', length: 15, unique: true, optional: true },
      { ...plain, name: 'age', kind: 'int', indexed: true },
    ]);
  });

  it('name the property for the other side behind a point', () => {
    expect(parseFields('owner:belongsTo(User.pets)')).toEqual([
      { ...plain, name: 'owner', kind: 'belongsTo', target: 'User', inverse: 'pets' },
    ]);
  });

  it('may have spaces within parentheses, and any white space between them', () => {
    expect(parseFields(' gender:enum(male, female)\n\tage:int ').map(({ name }) => name)).toEqual(['gender', 'age']);
    expect(parseFields('  ')).toEqual([]);
  });

  it('that can not be read are shown with the place and an example', () => {
    expect(faultOf('name:string weigth:decimal(5;2)')).toBe(
      [
        'Expected a whole number from 1 to 15, found "5;2":',
        '  weigth:decimal(5;2)',
        '                 ^',
        '  -> For example: weight:decimal(5,2), five digits of which two are behind the point',
        '  -> Nothing was written.',
      ].join('\n'),
    );
  });

  it.each([
    ['name', 4, 'Expected a colon'],
    ['name(string)', 4, 'Expected a colon'],
    ['first_name:string', 5, 'found "_"'],
    ['größe:int', 2, 'letters from a to z and digits alone, found "ö"'],
    [':string', 0, 'A field begins with its name'],
    ['Name:string', 0, 'small letter'],
    ['id:int', 0, 'every entity has already'],
    ['createdAT:date', 0, 'every entity has already'],
    ['page:string', 0, 'a "page" of its own'],
    ['limit:enum(a,b)', 0, 'a "limit" of its own'],
    ['name:', 5, 'A type is missing'],
    ['name:strnig', 5, 'There is no type "strnig"'],
    ['name:toString', 5, 'There is no type "toString"'],
    ['name:string(0)', 12, 'from 1 to 10485760'],
    ['name:string(8,1)', 14, '1 at most'],
    ['name:string(8', 13, 'closing parenthesis'],
    ['name:string()', 12, 'Something is missing here'],
    ['name:string*', 11, 'Expected the end of the field'],
    ['name:string??', 11, 'twice'],
    ['born:date(3)', 10, 'takes nothing in parentheses'],
    ['weight:decimal', 14, 'needs its number of digits'],
    ['weight:decimal(5,6)', 17, 'from 0 to 5'],
    ['weight:decimal(30,2)', 15, 'from 1 to 15'],
    ['gender:enum', 11, 'needs its labels'],
    ['gender:enum(male,,x)', 17, 'Something is missing here'],
    ['gender:enum(male,Male)', 17, '"Male" is there twice'],
    ['gender:enum(1st)', 12, 'can not be a label'],
    ['owner:belongsTo', 15, 'needs an entity'],
    ['owner:belongsTo(a b)', 16, 'Expected the class of an entity'],
    ['owner:belongsTo(User.a.b)', 21, 'behind one point'],
    ['tags:manyToMany(Tag)!', 20, 'no column to mark'],
    ['details:json!', 12, 'no plain index'],
  ])('%s is refused at %i: %s', (word, place, what) => {
    const [first = '', second, third] = faultOf(word).split('\n');
    expect(first).toContain(what);
    expect(second).toBe(`  ${word}`);
    expect(third).toBe(`  ${' '.repeat(place)}^`);
  });

  it('are told how they may be called, where a name has other characters', () => {
    expect(faultOf('first_name:string')).toContain('For example: firstName:string');
    expect(faultOf('größe:int')).toContain('For example: gre:string');
  });

  it("do not share a name, nor the name of a relation's key", () => {
    expect(faultOf('name:string name:int')).toContain('"name:string" has taken the name name');
    expect(faultOf('owner:belongsTo(User) ownerId:uuid')).toContain('has taken the name ownerId');
    expect(faultOf('tagIds:json tags:manyToMany(Tag)')).toContain('"tagIds:json" has taken the name tagIds');
    expect(faultOf('tag:manyToMany(Tag) tags:manyToMany(Tag)')).toContain('has taken the name tagIds');
  });

  it('do not differ in case alone, as their columns would be the same', () => {
    expect(faultOf('aBc:string aBC:string')).toContain('"aBc:string" has taken the name aBc');
    expect(faultOf('owner:belongsTo(User) ownerID:uuid')).toContain('has taken the name ownerId');
  });

  it('may be called as what a list has of its own where no list is filtered by them', () => {
    expect(parseFields('page:int limit:decimal(9,2) sort:belongsTo(Sort)')).toHaveLength(3);
  });
});
