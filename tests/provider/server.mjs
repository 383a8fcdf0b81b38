// A certified OpenID provider as it comes: nothing is set but the desk as a client, short-lived access
// tokens, and where it is. Its own pages for development take any name as that of whoever signs in.
//
//   node server.mjs SECONDS
//
// prints its address when it listens, and then what it does. SECONDS is how long an access token is good.

import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const seconds = Number(process.argv[2]);
const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'notebook-desk',
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: ['http://127.0.0.1/signed-in'],
      },
    ],
    features: { revocation: { enabled: true } },
    ttl: { AccessToken: seconds },
  });
  provider.on('grant.success', ({ oidc }) => console.log(`granted ${oidc.params.grant_type}`));
  provider.on('grant.revoked', () => console.log('revoked'));
  provider.on('end_session.success', () => console.log('farewell'));
  server.on('request', provider.callback());
  console.log(issuer);
});
// It ends with the test that started it.
process.stdin.resume().on('end', () => process.exit(0));
