// ConfigModule validates when app.module.ts is imported, so a test's environment must be there before any import.
process.env.ENVIRONMENT ??= 'test';
