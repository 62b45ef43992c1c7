import { consoleCustomer } from '../../../messages/generated/console-customer.ts';
import { type Texts, useTexts } from '../../components/texts.ts';

export type CustomerText = Texts<typeof consoleCustomer.declared>;

/** @param integrationId whose terms are used; absent: those that hold for all */
export const useCustomerTexts = (integrationId?: string): CustomerText =>
  useTexts(consoleCustomer, integrationId);
