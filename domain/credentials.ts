import { type Message, message } from '../messages/message.ts';
/** What one credential set holds, by the names of its form (domain/kinds.ts). Every field is treated as a secret. */
export type CredentialFields = Readonly<Record<string, string | null>>;

/** The one set of a PSA; those of a vendor have names of their own. */
export const psaSet = 'psa';

/** A credential on its way to the store: what is sealed, and what may be shown of it. */
export interface CredentialToKeep {
  readonly set: string;
  readonly fields: CredentialFields;
  readonly host: string;
  /** The last four characters of the part that is really secret. */
  readonly lastFour: string;
  /** Whether it has a client ID of its own or uses the installation's; null where its kind knows none. */
  readonly ownClientId: boolean | null;
}

/** Whether a host lies below one of these domains; null: any host may be entered. */
export const isHostAllowed = (host: string, suffixes: readonly string[] | null): boolean =>
  suffixes === null || suffixes.some((suffix) => host.endsWith(`.${suffix}`));

/** What is wrong with a host outside of these domains; its text follows the name of the field. */
export const foreignHost = (suffixes: readonly string[]): Message =>
  message('validation.host-suffix', { suffixes: suffixes.map((suffix) => `.${suffix}`) });

/** `candidate`: given and not verified yet. `retired`: another took its place. */
export const credentialStates = ['candidate', 'working', 'retired'] as const;
export type CredentialState = (typeof credentialStates)[number];
export type HeldCredentialState = Exclude<CredentialState, 'retired'>;
export const heldCredentialStates = [
  'candidate',
  'working',
] as const satisfies readonly HeldCredentialState[];
