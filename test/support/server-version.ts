/** Of the server that the tests run on, as `server_version_num` has it, e.g. `150018`: the global setup asks for it. */
export const serverVersion = (): number => {
  const version = Number(process.env.TEST_SERVER_VERSION);
  if (!version) throw new Error('TEST_SERVER_VERSION is not set: the global setup of jest.config.js sets it');
  return version;
};
