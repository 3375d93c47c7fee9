/**
 * The commands, for a program of your own.
 * @module nest-database-lifecycle/cli
 */
export { runCli, type CliOptions } from './cli.runner';
export { runProgram } from './program';
export type { CliStreams } from './cli-streams';
export type { ShadowServer, ShadowServerProvider } from '../shadow/shadow.provider';
