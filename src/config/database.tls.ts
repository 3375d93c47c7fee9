/**
 * Makes node-postgres read `sslmode` of a URL as libpq does, and adds the certificate authority of DATABASE_SSL_CA.
 *
 * | sslmode | encrypted | certificate checked | host name checked |
 * |---|---|---|---|
 * | none given | only with a CA, and then as verify-full | | |
 * | disable | no | | |
 * | prefer, require | yes, or no connection at all | with a CA only | no |
 * | verify-ca | yes | against the CA | no |
 * | verify-full | yes | against the CA, else Node's own list | yes |
 *
 * One difference to libpq: `prefer` does not fall back to plain text, since node-postgres can not.
 */
export function withTls(url: string, caFile: string | undefined): string {
  const result = new URL(url);
  const { searchParams } = result;
  const mode = searchParams.get('sslmode');
  if (mode) searchParams.set('uselibpqcompat', 'true');
  if (caFile && mode !== 'disable' && !searchParams.get('sslrootcert')) searchParams.set('sslrootcert', caFile);
  // With this word node-postgres checks no certificate, whatever the CA.
  if (mode === 'prefer' && searchParams.get('sslrootcert')) searchParams.set('sslmode', 'require');
  return result.href;
}
