import type { TemplateShelf } from '../../shadow/template.shelf';
import { commonLength, type Proof } from './proof.chain';

/** To be raised when round trips are proven in another way: older notes then count no more. */
const FORMAT = 1;

function parsed(note: string): Proof[] {
  try {
    const proof: unknown = JSON.parse(note);
    return Array.isArray(proof) ? [proof as Proof] : [];
  } catch {
    return [];
  }
}

const namesOf = (proof: Proof): string[] => proof.map(([name]) => name);
const keysOf = (proof: Proof): string[] => proof.map(([, key]) => key);

/** Which round trips were proven on a server, by notes on its templates. */
export class ProofBook {
  private constructor(
    private readonly proofs: readonly Proof[],
    /** What decides a result besides the statements that migrations send. */
    readonly ground: readonly unknown[],
  ) {}

  /** @param look how a state is looked at, e.g. the text of the query */
  static async open(templates: TemplateShelf, look: string): Promise<ProofBook> {
    const proofs = (await templates.notes()).flatMap(parsed);
    return new ProofBook(proofs, [FORMAT, look, await templates.signature()]);
  }

  /** How many of the first migrations were proven before, as far as their names tell. */
  likelyProven(names: readonly string[]): number {
    return Math.max(0, ...this.proofs.map((former) => commonLength(names, namesOf(former))));
  }

  /** How many of the first migrations were proven before. */
  proven(proof: Proof): number {
    const keys = keysOf(proof);
    return Math.max(0, ...this.proofs.map((former) => commonLength(keys, keysOf(former))));
  }
}

/** @param key of the template that is to hold the note; undefined when there is none */
export async function rememberProof(templates: TemplateShelf, key: string | undefined, proof: Proof): Promise<void> {
  if (key !== undefined) await templates.note(key, JSON.stringify(proof));
}
