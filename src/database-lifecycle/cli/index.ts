export { runCli, type CliOptions } from './cli.runner';
export type { CliStreams } from './cli-streams';
