export { runCli, type CliOptions } from './cli.runner';
export type { CliStreams } from './cli-streams';
export type { ShadowServer, ShadowServerProvider } from '../shadow/shadow.provider';
