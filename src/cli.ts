import { join } from 'node:path';
import type { AppModule } from './app.module';
import { runProgram, type ShadowServerProvider } from './database-lifecycle/cli';

/** The app is loaded only once a command is known to run: `--help` and a mistyped command cost nothing. */
const loadModule = (): typeof AppModule => (require('./app.module') as typeof import('./app.module')).AppModule;

const shadowServer: ShadowServerProvider = () => {
  const { environmentConfig } = require('./config/environment.config') as typeof import('./config/environment.config');
  const server = require('./config/shadow.server') as typeof import('./config/shadow.server');
  return server.shadowServer(environmentConfig());
};

const runsFromSources = __filename.endsWith('.ts');

void runProgram({
  loadModule,
  shadowServer,
  migrationsDirectory: runsFromSources ? join(__dirname, '..', 'migrations') : undefined,
});
