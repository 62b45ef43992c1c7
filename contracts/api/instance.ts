import { z } from 'zod';
import { instanceAnswers, instanceQuestionCodes, instanceSides } from '../../domain/instances.ts';
import { Id, Instant } from './common.ts';

const InstanceInfo = z.object({
  id: z
    .string()
    .nullable()
    .describe("The PSA's own ID, such as a company ID, a database number or a tenant; null: none is known"),
  address: z.string().nullable().describe('Host name'),
});

/** What an administrator is asked; POST …/instance answers. */
export const InstanceQuestion = z.object({
  side: z.enum(instanceSides).describe("psa, or vendor: the parent of the vendor's accounts"),
  code: z.enum(instanceQuestionCodes),
  credentialId: Id.describe('To answer with'),
  isWorking: z
    .boolean()
    .describe('true: the credential in use answers so, and nothing is written before the answer'),
  askedAt: Instant,
  kept: InstanceInfo,
  found: InstanceInfo,
  answers: z.array(z.enum(instanceAnswers)).describe('Which it takes'),
});
export type InstanceQuestion = z.infer<typeof InstanceQuestion>;

export const IntegrationInstance = z.object({
  psa: InstanceInfo.extend({ since: Instant })
    .nullable()
    .describe('Kept from the first success; null: none yet'),
  vendor: InstanceInfo.extend({ since: Instant }).nullable(),
  questions: z.array(InstanceQuestion),
  move: z
    .object({
      since: Instant,
      resumesWriteBack: z.boolean().describe('Write-back is turned on again once the move is proven'),
      credentialId: Id.nullable().describe('To answer again with'),
      differences: z
        .array(z.string())
        .nullable()
        .describe('What the newest complete read lacked; null: there was none yet'),
    })
    .nullable()
    .describe('A move that a complete read has not proven; write-back is off until then'),
  predecessorId: Id.nullable().describe(
    'The integration with another instance that this one took the place of',
  ),
  successorId: Id.nullable().describe('The one that takes its place once this one is disconnected'),
});
