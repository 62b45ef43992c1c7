import type {
  CredentialForm,
  GuideSection,
  Kinds,
  PsaDescription,
  VendorDescription,
} from '../../../domain/kinds.ts';
import type { Message } from '../../../messages/message.ts';
import type { Terminology } from '../../../messages/terms.ts';
import type { Renderer } from '../../../messages/rendering/renderer.ts';

/** A form as people fill it in: without what only Seatwise needs of it. */
export const formInfo = (
  { set, name, steps, fields, note, needs, egress, rights }: CredentialForm,
  render: Renderer,
) => ({
  set,
  name,
  steps: steps.map(render),
  fields: fields.map(({ hint, ...field }) => ({ ...field, hint: render(hint) })),
  note: render(note),
  needs: needs.map(render),
  egress: orNull(egress, render),
  rights:
    rights === null
      ? null
      : {
          title: render(rights.title),
          rows: rights.rows.map(({ where, right, level }) => ({ where, right, level: render(level) })),
        },
});

const orNull = (text: Message | null, render: Renderer): string | null =>
  text === null ? null : render(text);

type RendererFor = (terms: Terminology) => Renderer;

const card = (vendor: VendorDescription, { psas }: Kinds, rendererFor: RendererFor) => {
  const render = rendererFor({ vendor: vendor.shortName, psa: null });
  const section = ({ anchor, title, text }: GuideSection) => ({
    anchor,
    title: render(title),
    text: render(text),
  });
  const psaCard = (psa: PsaDescription) => ({
    id: psa.kind,
    name: psa.name,
    selectable: true,
    credentialSet: formInfo(psa.credentials, rendererFor({ vendor: vendor.shortName, psa: psa.name })),
  });
  return {
    id: vendor.kind,
    name: vendor.name,
    shortName: vendor.shortName,
    modules: vendor.modules.map(({ note, ...module }) => ({ ...module, note: render(note) })),
    psas: Object.values(psas).map(psaCard),
    credentialSets: vendor.credentialSets.map((form) => formInfo(form, render)),
    guide: { title: render(vendor.guide.title), sections: vendor.guide.sections.map(section) },
  };
};

/** The vendors one can connect, each with the PSAs it can be compared with. */
export const vendorCards = (kinds: Kinds, rendererFor: RendererFor) =>
  Object.values(kinds.vendors).map((vendor) => card(vendor, kinds, rendererFor));
