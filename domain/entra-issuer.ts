/** Issuers of Entra ID for one organization, by its tenant ID, in each of Microsoft's clouds. */
const pattern =
  /^https:\/\/login\.(?:microsoftonline\.com|microsoftonline\.us|partner\.microsoftonline\.cn)\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/v2\.0$/u;

/** The tenant ID in an issuer of Entra ID; `null` when it is no such issuer. */
export const entraTenantOf = (issuer: string): string | null => pattern.exec(issuer)?.[1] ?? null;

/** The issuer of a tenant in Microsoft's global cloud. */
export const globalEntraIssuer = (tenant: string): string =>
  `https://login.microsoftonline.com/${tenant}/v2.0`;
