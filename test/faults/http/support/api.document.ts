import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import type { Schema } from './schema.arbitrary';

interface Content {
  readonly 'application/json'?: { readonly schema: Schema };
}

export interface Operation {
  readonly method: string;
  /** As the document has it: `/users/{id}`. */
  readonly path: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Omit<Operation, 'method' | 'path'>>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** The driver, TypeORM, PostgreSQL or Node speaking instead of the API. */
const LEAK =
  /QueryFailed|driverError|node_modules|\n\s+at |violates|SQLSTATE|syntax error|relation "|duplicate key|ECONN/;

/** What the app says that it takes and answers, and a judge of its answers. */
export class ApiDocument {
  readonly operations: readonly Operation[];
  private readonly ajv = new Ajv({ strict: false, allErrors: true });

  constructor(private readonly document: Document) {
    addFormats(this.ajv);
    // Nothing may be answered that is not described.
    const schemas = Object.entries(document.components.schemas).map(([name, schema]) => [
      name,
      { ...schema, additionalProperties: false },
    ]);
    this.ajv.addSchema({ $id: 'api', components: { schemas: Object.fromEntries(schemas) } });
    this.operations = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, operation]) => ({ ...operation, method, path })),
    );
  }

  readonly resolve = (reference: string): Schema => this.document.components.schemas[reference.split('/').at(-1)!]!;

  /** What is wrong with an answer; empty when it is as described. */
  faultsOf(operation: Operation, status: number, text: string): string[] {
    const described = operation.responses[status];
    if (status >= 500) return [`answered ${status}: ${text.slice(0, 300)}`];
    if (!described) return [`answered ${status}, which is not documented: ${text.slice(0, 300)}`];
    const leaks = LEAK.test(text) ? [`told too much: ${text.slice(0, 300)}`] : [];
    const schema = described.content?.['application/json']?.schema;
    if (!schema) return [...leaks, ...(text === '' ? [] : [`answered ${status} with a body that is not documented`])];
    return [...leaks, ...this.mismatches(schema, text)];
  }

  private mismatches(schema: Schema, text: string): string[] {
    // References are those of the whole document.
    const id = `api${schema.$ref ?? ''}`;
    const validate = schema.$ref ? this.ajv.getSchema(id)! : this.ajv.compile(schema);
    if (validate(JSON.parse(text))) return [];
    return [`answered ${text.slice(0, 300)}, which is not as documented: ${this.ajv.errorsText(validate.errors)}`];
  }
}
