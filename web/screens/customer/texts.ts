import texts from '../../../locales/en/console-customer.json' with { type: 'json' };
import { subject } from '../../../messages/rendering/subject.ts';
import { customer } from '../../../messages/subjects/console/customer.ts';
import { type Texts, useTexts } from '../../components/texts.ts';

const customerTexts = subject(customer, texts);

export type CustomerText = Texts<typeof customer>;

/** @param integrationId whose terms are used; absent: those that hold for all */
export const useCustomerTexts = (integrationId?: string): CustomerText =>
  useTexts(customerTexts, integrationId);
