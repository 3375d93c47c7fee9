import type { Faker } from '@faker-js/faker';

type Make = (faker: Faker) => string;

/** What texts are about is told by the property's name alone; the first that fits. */
const BY_NAME: readonly (readonly [RegExp, Make])[] = [
  // Lower case, as many tables want an address to be.
  [/e?mail$/i, (faker) => faker.internet.exampleEmail().toLowerCase()],
  [/^(?:first|given)_?name$/i, (faker) => faker.person.firstName()],
  [/^(?:last|family|sur)_?name$/i, (faker) => faker.person.lastName()],
  [/^(?:full|display)_?name$/i, (faker) => `${faker.person.firstName()} ${faker.person.lastName()}`],
  [/^(?:user_?name|login|nick(?:_?name)?)$/i, (faker) => faker.internet.username().toLowerCase()],
  [/phone|mobile/i, (faker) => faker.phone.number({ style: 'international' })],
  [/^(?:city|town)(?:_?name)?$/i, (faker) => faker.location.city()],
  [/^country_?code$/i, (faker) => faker.location.countryCode()],
  [/^country(?:_?name)?$/i, (faker) => faker.location.country()],
  [/street|address/i, (faker) => faker.location.streetAddress()],
  [/zip|postal|post_?code/i, (faker) => faker.location.zipCode('#####')],
  [/url|website|link/i, (faker) => `https://${faker.lorem.slug(2)}.example.com/`],
  [/company|organi[sz]ation|employer/i, (faker) => faker.company.name()],
  [/currency/i, (faker) => faker.finance.currencyCode()],
  [/colou?r/i, (faker) => faker.color.human()],
  [/slug/i, (faker) => faker.lorem.slug(2)],
  [/password|secret|hash|token/i, (faker) => faker.string.alphanumeric(40)],
  [/code|sku|number|reference/i, (faker) => faker.string.alphanumeric({ length: 8, casing: 'upper' })],
  [/description|body|text|bio|note|comment|summary/i, (faker) => faker.lorem.sentence()],
];

const words: Make = (faker) => {
  const [first = '', ...others] = faker.lorem.words(2);
  return `${first.toUpperCase()}${others.join('')}`;
};

/** A text that a person would expect of a property with this name. */
export function textFor(propertyName: string, faker: Faker): string {
  const [, make = words] = BY_NAME.find(([pattern]) => pattern.test(propertyName)) ?? [];
  return make(faker);
}
