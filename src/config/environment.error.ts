/** The environment is not usable. Lists every fault at once and never repeats a secret. */
export class EnvironmentError extends Error {
  /** Wrong configuration, as the commands' exit codes have it. */
  readonly exitCode = 2;

  constructor(readonly faults: readonly string[]) {
    super(
      [
        'The environment is not usable:',
        ...faults.map((fault) => `  - ${fault}`),
        '  -> Every variable with its default: .env.example; set it in the environment or in .env',
      ].join('\n'),
    );
    this.name = 'EnvironmentError';
  }
}
