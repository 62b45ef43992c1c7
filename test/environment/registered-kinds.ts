import type { CredentialToKeep } from '../../domain/credentials.ts';
import { formOfSet, toKeep } from '../../domain/kinds.ts';
import { psas } from '../../psa/registry.ts';
import { vendors } from '../../vendors/registry.ts';

/** The registries of the product. */
export const kinds = { vendors, psas } as const;

/** A credential of one of the product's sets, as the store takes it. */
export const kept = <T extends object>(
  set: string,
  fields: T & Readonly<Record<keyof T, string | null>>,
): CredentialToKeep => toKeep(formOfSet(kinds, set)!, { ...fields });

/** The product's vendor, with the service that it sells. */
export const vendor = vendors['duo']!;
