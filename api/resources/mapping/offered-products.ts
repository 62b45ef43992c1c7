import { billingDayOf } from '../lifecycle/billing-day.ts';
import type { z } from 'zod';
import type { OfferedService } from '../../../contracts/api/mapping.ts';
import type { Queryable } from '../../../db/model/database.ts';
import { lookAlikes } from '../../../db/lists/look-alikes.ts';
import type { ListedService } from '../../../db/lists/psa-catalog.ts';
import { formerProducts } from '../../../db/mapping/former-products.ts';
import { products } from '../../../db/usage/psa-facts.ts';
import type { IntegrationKey } from '../../../domain/keys.ts';
import type { Kinds } from '../../../domain/kinds.ts';
import { suggestProducts } from '../../../domain/mapping/product-suggestions.ts';
import type { Renderer } from '../../../messages/rendering/renderer.ts';
import { suggestionText } from './suggestion-texts.ts';

/**
 * Each service with the products that it was mapped to with another PSA, as far as nobody mapped them yet (RULES 11), and
 * those that look like its own. An integration has one service.
 */
export async function withOffers(
  db: Queryable,
  key: IntegrationKey,
  kinds: Kinds,
  services: readonly ListedService[],
  render: Renderer,
): Promise<readonly z.input<typeof OfferedService>[]> {
  const former = await formerProducts(db, key);
  // A tenant's first PSA: nothing more is read.
  const catalog = former.length === 0 ? [] : await products(db, key);
  const alike = await lookAlikes(db, key, await billingDayOf(db, key));
  const names = new Map(catalog.map(({ id, identifier }) => [id, identifier]));
  const mapped = new Set(services.flatMap((service) => service.products.map(({ id }) => id)));
  const offered = suggestProducts(former, catalog).filter(({ productId }) => !mapped.has(productId));
  return services.map((service) => ({
    ...service,
    products: [...service.products],
    lookAlikes: [...alike],
    suggestions: offered
      .filter(({ serviceId }) => serviceId === service.id)
      .map((offer) => ({
        product: { id: offer.productId, productId: names.get(offer.productId) ?? offer.productId },
        words: render(suggestionText(offer, kinds, 'product')),
        ambiguous: offer.ambiguous,
        hasTwin: offer.hasTwin,
      })),
  }));
}
