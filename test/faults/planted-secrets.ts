import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Finds secrets in texts, in the forms in which they leak: plain, escaped, in URLs, hex and base64. */
export interface Planted {
  readonly name: string;
  readonly secret: string;
}

interface Form {
  readonly name: string;
  readonly text: string;
}

/**
 * Every form of one secret. Inside a longer base64 text a secret begins at one of three bit positions; the characters
 * at its edges mix with its neighbors and are left out.
 */
function formsOf({ name, secret }: Planted): readonly Form[] {
  const bytes = Buffer.from(secret, 'utf8');
  const aligned = [0, 1, 2].flatMap((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]);
    const from = Math.ceil((before * 8) / 6);
    const to = Math.floor((whole.length * 8) / 6);
    return (['base64', 'base64url'] as const).map((coding) => ({
      name: `${name} in ${coding}`,
      text: whole.toString(coding).slice(from, to),
    }));
  });
  const forms = [
    { name: `${name} in plain`, text: secret },
    { name: `${name} in JSON`, text: JSON.stringify(secret).slice(1, -1) },
    { name: `${name} in a URL`, text: encodeURIComponent(secret) },
    { name: `${name} in a form`, text: new URLSearchParams({ secret }).toString().slice('secret='.length) },
    { name: `${name} in hex`, text: bytes.toString('hex') },
    ...aligned,
  ];
  return forms.filter(({ text }, index) => forms.findIndex((other) => other.text === text) === index);
}

/** What was found, as "secret in form: place"; empty where nothing leaked. Hex is looked for in both cases. */
export function findSecrets(
  planted: readonly Planted[],
  places: ReadonlyMap<string, string>,
): readonly string[] {
  const forms = planted.flatMap((one) => {
    if (one.secret.length < 12) throw new Error(`${one.name} is too short to be told from chance`);
    return formsOf(one);
  });
  return [...places].flatMap(([place, text]) => {
    const lower = text.toLowerCase();
    return forms
      .filter((form) => text.includes(form.text) || (form.name.endsWith('hex') && lower.includes(form.text)))
      .map((form) => `${form.name}: ${place}`);
  });
}

/** The same in every file below a folder, byte for byte, whatever it holds. */
export function findSecretsInFiles(planted: readonly Planted[], folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .flatMap((path) => findSecrets(planted, new Map([[path, readFileSync(path, 'latin1')]])));
}
