const event = 'http://schemas.openid.net/event/backchannel-logout';

/** OpenID Connect Back-Channel Logout 1.0, 2.4: it has the event, no nonce, and says whom it is about. */
export function isLogoutToken(payload: Readonly<Record<string, unknown>>): boolean {
  const events = payload['events'];
  return (
    payload['nonce'] === undefined &&
    typeof events === 'object' &&
    events !== null &&
    Object.hasOwn(events, event) &&
    (typeof payload['sub'] === 'string' || typeof payload['sid'] === 'string')
  );
}
