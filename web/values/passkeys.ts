import { consolePasskeys } from '../../messages/generated/console-passkeys.ts';
import { ApiError } from './problem.ts';
import { type Texts, textsOf } from './texts.ts';

/** Options as the server makes them, and the answer that it verifies: JSON, of which nothing here is read. */
type Json = Readonly<Record<string, unknown>>;
export type PasskeyOptions = Json & { readonly challenge: string };
export type PasskeyAnswer = Json & {
  readonly id: string;
  readonly rawId: string;
  readonly type: 'public-key';
};

/** A passkey belongs to a host name: an IP address has none. */
const isIpAddress = (host: string): boolean => /^[\d.]+$|^\[/u.test(host);

/** Chrome 129, Firefox 119, and Safari 18.4 read the server's options themselves; earlier ones are offered no passkey. */
export const canUsePasskeys = (): boolean =>
  'PublicKeyCredential' in globalThis &&
  typeof PublicKeyCredential.parseRequestOptionsFromJSON === 'function' &&
  globalThis.isSecureContext &&
  !isIpAddress(globalThis.location.hostname);

/** The browser can offer passkeys among the suggestions of the email field. */
export const canSuggestPasskeys = async (): Promise<boolean> =>
  canUsePasskeys() &&
  typeof globalThis.PublicKeyCredential.isConditionalMediationAvailable === 'function' &&
  (await globalThis.PublicKeyCredential.isConditionalMediationAvailable());

const text: Texts<typeof consolePasskeys.declared> = (id, ...rest) =>
  textsOf(consolePasskeys, null)(id, ...rest);

/** Answers of the browser, so that they are shown as answers of the server are. None is worth sending again as it is. */
const problem = (code: string, title: string, detail: string): ApiError =>
  new ApiError({ status: 400, code, title, detail });

function problemOf(error: unknown): ApiError {
  const name = error instanceof Error ? error.name : '';
  // The person closed the browser's dialog, let its time run out, or pressed something else.
  if (name === 'NotAllowedError' || name === 'AbortError')
    return problem(
      'PasskeyCanceled',
      text('console-passkeys.canceled'),
      text('console-passkeys.canceled-detail'),
    );
  if (name === 'InvalidStateError')
    return problem('PasskeyKnown', text('console-passkeys.known'), text('console-passkeys.known-detail'));
  const detail = error instanceof Error ? error.message : '';
  return problem('PasskeyFailed', text('console-passkeys.failed'), detail);
}

/** A browser takes one request at a time; a pressed button cancels the suggestions. */
let asking: AbortController | null = null;

function begin(): AbortSignal {
  asking?.abort();
  asking = new AbortController();
  return asking.signal;
}

/** Cancels what {@link givePasskey} still waits for with `suggested`. */
export const stopSuggesting = (): void => asking?.abort();

/**
 * Asks the person for one of their passkeys. `suggested`: waits until they choose one at the email field.
 * Throws {@link ApiError}.
 */
export async function givePasskey(
  options: PasskeyOptions,
  { suggested = false }: { readonly suggested?: boolean } = {},
): Promise<PasskeyAnswer> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  const request: CredentialRequestOptions = { publicKey, signal: begin() };
  return answerOf(navigator.credentials.get(suggested ? { ...request, mediation: 'conditional' } : request));
}

/** Makes a passkey on a device of the person. Throws {@link ApiError}. */
export async function createPasskey(options: PasskeyOptions): Promise<PasskeyAnswer> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options as unknown as PublicKeyCredentialCreationOptionsJSON,
  );
  return answerOf(navigator.credentials.create({ publicKey, signal: begin() }));
}

async function answerOf(asked: Promise<Credential | null>): Promise<PasskeyAnswer> {
  try {
    const credential = await asked;
    if (!(credential instanceof PublicKeyCredential)) throw new DOMException('', 'NotAllowedError');
    return { ...credential.toJSON(), type: 'public-key' };
  } catch (error) {
    throw problemOf(error);
  }
}
