import type { Service } from '../../api/mapping.ts';
import { useWords } from '../../components/words.ts';
import { formatList, plural } from '../../values/format.ts';
import { shortText } from '../../components/visible-text.ts';

const named = 5;

/** "15 lines of SEAT-ADV and SEAT-PREM at mapped companies look like the vendor's and are not mapped." */
export function LookAlikes({
  integrationId,
  products,
}: {
  readonly integrationId: string;
  readonly products: Service['lookAlikes'];
}) {
  const { vendor, companies } = useWords(integrationId);
  const lines = products.reduce((sum, product) => sum + product.lines, 0);
  const names = products.slice(0, named).map(({ productId }) => shortText(productId));
  const more = products.length - named;
  return (
    <>
      {plural(lines, 'line')} of{' '}
      <bdi className="font-mono">
        {formatList(more > 0 ? [...names, plural(more, 'more product', 'more products')] : names)}
      </bdi>{' '}
      at mapped {companies} {lines === 1 ? 'looks' : 'look'} like {vendor}’s and {lines === 1 ? 'is' : 'are'}{' '}
      not mapped.
    </>
  );
}
