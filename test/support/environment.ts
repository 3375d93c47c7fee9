// ConfigModule validates when app.module.ts is imported, so a test's environment must be there before any import.
process.env.ENVIRONMENT ??= 'test';
// npm names it, what runs jest by itself does not, and a command tells it.
process.env.npm_package_version ??= '0.0.0';
