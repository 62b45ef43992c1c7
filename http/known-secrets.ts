/**
 * Takes known secrets out of words that a vendor sends back: nothing of them may be stored, logged or answered. Knows
 * each as it is, URL-encoded, and in base64 at whatever place of a longer text it was encoded.
 * @param secrets values of one credential; those below four characters would spoil every text and are left
 */
export function blankSecrets(secrets: readonly string[]): (text: string) => string {
  const forms = [...new Set(secrets.filter((secret) => secret.length >= 4).flatMap(formsOf))]
    // Longest first, so that no part of one is left when another is taken out.
    .sort((a, b) => b.length - a.length)
    .map((form) => form.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&'));
  if (forms.length === 0) return (text) => text;
  const pattern = new RegExp(forms.join('|'), 'gi');
  return (text) => text.replace(pattern, '[hidden]');
}

function formsOf(secret: string): readonly string[] {
  const base64 = [0, 1, 2].flatMap((before) => encodedAt(secret, before));
  const urlSafe = base64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'));
  const encoded = encodeURIComponent(secret);
  return [secret, encoded, encoded.replaceAll('%20', '+'), ...base64, ...urlSafe];
}

/** Shorter pieces would be found by chance. */
const shortestPiece = 6;

/** The characters of a base64 text that depend on the secret alone, where so many bytes stand before it. */
function encodedAt(secret: string, before: number): readonly string[] {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret, 'utf8')]);
  const text = bytes.toString('base64').replace(/=+$/, '');
  const first = Math.ceil((before * 8) / 6);
  const last = Math.floor((bytes.length * 8) / 6);
  const piece = text.slice(first, last);
  return piece.length < shortestPiece ? [] : [piece];
}
