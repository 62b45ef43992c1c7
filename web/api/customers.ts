import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { CustomerSheet, LinesToCreate } from '../../contracts/api/customers.ts';
import { apiAddress, read, type TableFormat } from './client.ts';
import { held } from './query-client.ts';

export type Sheet = z.output<typeof CustomerSheet>;
export type ToCreate = z.output<typeof LinesToCreate>;

/** Of one moment, until Refresh; opened again they are of now. */
const ofTheMoment = { staleTime: Infinity, refetchOnMount: 'always', gcTime: 0 } as const;

const sheetPath = (integrationId: string, companyId: string): string =>
  `/integrations/${integrationId}/customers/${encodeURIComponent(companyId)}/sheet`;

/** What one customer uses, and what is billed for it. */
export const useCustomerSheet = (integrationId: string, companyId: string) =>
  useQuery({
    queryKey: [held, 'customer-sheet', integrationId, companyId],
    queryFn: ({ signal }) => read(sheetPath(integrationId, companyId), CustomerSheet, { signal }),
    ...ofTheMoment,
  });

/** The PSA lines that bill a customer's usage. */
export const useBilledLines = (integrationId: string, companyId: string) =>
  useQuery({
    queryKey: ['billed-lines', integrationId, companyId],
    queryFn: ({ signal }) => read(sheetPath(integrationId, companyId), CustomerSheet, { signal }),
    enabled: companyId !== '',
    select: billedLinesOf,
  });

const billedLinesOf = ({ lines }: Sheet) => lines.flatMap(({ billed }) => billed);

export const customerSheetFile = (integrationId: string, companyId: string, format: TableFormat): string =>
  apiAddress(`${sheetPath(integrationId, companyId)}.${format}`);

/** The same to print. */
export const customerSheetPdf = (integrationId: string, companyId: string): string =>
  apiAddress(`${sheetPath(integrationId, companyId)}.pdf`);

/** Those of all customers, in one archive. */
export const customerSheetsArchive = (integrationId: string): string =>
  apiAddress(`/integrations/${integrationId}/customer-sheets.zip`);

/** Lines that the PSA does not have yet. */
export const useLinesToCreate = (integrationId: string) =>
  useQuery({
    queryKey: [held, 'not-billed-yet', integrationId],
    queryFn: ({ signal }) => read(`/integrations/${integrationId}/not-billed-yet`, LinesToCreate, { signal }),
    ...ofTheMoment,
  });

export const notBilledYetFile = (integrationId: string, format: TableFormat): string =>
  apiAddress(`/integrations/${integrationId}/not-billed-yet.${format}`);
