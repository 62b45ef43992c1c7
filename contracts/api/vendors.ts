import { z } from 'zod';
import { CredentialFormInfo } from './credentials.ts';

/** A vendor's card: what it is, which modules it has, and how to get its keys. */
export const VendorCard = z.object({
  id: z.string(),
  name: z.string(),
  modules: z.array(z.object({ id: z.string(), name: z.string(), selectable: z.boolean(), note: z.string() })),
  shortName: z.string().describe('In headings and sentences'),
  psas: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      selectable: z.boolean(),
      credentialSet: CredentialFormInfo,
    }),
  ),
  credentialSets: z.array(CredentialFormInfo),
  guide: z.object({
    title: z.string(),
    sections: z.array(z.object({ anchor: z.string(), title: z.string(), text: z.string() })),
  }),
});
export const VendorList = z.object({ items: z.array(VendorCard) });
