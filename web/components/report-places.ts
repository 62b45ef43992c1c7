/** Addresses of pages that leave the console: for a customer, or for whoever keeps the PSA (web/app/routing.tsx). */

export const customerSheetPlace = (integrationId: string, companyId: string): string =>
  `/reports/customers/${integrationId}/${encodeURIComponent(companyId)}`;

export const notBilledYetPlace = (integrationId: string): string =>
  `/reports/not-billed-yet/${integrationId}`;

export const cleanUpPlace = (integrationId: string): string => `/reports/clean-up/${integrationId}`;

export const usageLinePlace = (usageLineId: string): string => `/usage?line=${usageLineId}`;
