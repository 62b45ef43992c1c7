import type { CredentialForm, Kinds, VendorDescription } from '../../domain/kinds.ts';

/** A form as people fill it in: without what only Seatwise needs of it. */
export const formInfo = ({ set, name, steps, fields, note, needs, egress, rights }: CredentialForm) => ({
  set,
  name,
  steps,
  fields,
  note,
  needs,
  egress,
  rights,
});

const card = (vendor: VendorDescription, { psas }: Kinds) => ({
  id: vendor.kind,
  name: vendor.name,
  shortName: vendor.shortName,
  modules: vendor.modules,
  psas: Object.values(psas).map((psa) => ({
    id: psa.kind,
    name: psa.name,
    selectable: true,
    credentialSet: formInfo(psa.credentials),
  })),
  credentialSets: vendor.credentialSets.map(formInfo),
  guide: vendor.guide,
});

/** The vendors one can connect, each with the PSAs it can be compared with. */
export const vendorCards = (kinds: Kinds) =>
  Object.values(kinds.vendors).map((vendor) => card(vendor, kinds));
