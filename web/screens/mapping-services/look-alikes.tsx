import type { Service } from '../../api/mapping.ts';
import { filled, slot, useTexts } from '../../components/texts.ts';
import { formatList } from '../../values/format.ts';
import { shortText } from '../../components/visible-text.ts';
import { consoleMappingServices } from '../../../messages/generated/console-mapping-services.ts';

const named = 10;

/** "15 lines of SEAT-ADV and SEAT-PREM at mapped companies look like the vendor's and are not mapped." */
export function LookAlikes({
  integrationId,
  products,
}: {
  readonly integrationId: string;
  readonly products: Service['lookAlikes'];
}) {
  const text = useTexts(consoleMappingServices, integrationId);
  const lines = products.reduce((sum, product) => sum + product.lines, 0);
  const names = products.slice(0, named).map(({ productId }) => shortText(productId));
  const more = products.length - named;
  const shown =
    more > 0 ? [...names, text('console-mapping-services.more-products', { count: more })] : names;
  return filled(
    text('console-mapping-services.look-alikes', { lines, named: slot(0) }),
    <bdi className="font-mono">{formatList(shown)}</bdi>,
  );
}
