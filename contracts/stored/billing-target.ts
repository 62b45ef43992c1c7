import { z } from 'zod';
import { billingTargets } from '../../domain/usage/billing-target.ts';

export const BillingTarget = z.enum(billingTargets);
