import type { SafeRewrite } from '../../../interfaces/rehearsal.interface';
import type { GrowingWork } from '../work.rules';

/** Work that grows with a table while others wait, and how the same is done without. */
export interface RewriteRule extends SafeRewrite {
  /** @param statement in its normal form */
  applies(statement: string, work: GrowingWork): boolean;
}
