import { type KeyboardEvent, useState } from 'react';
import type { Product } from '../../api/mapping.ts';
import { ErrorCard } from '../../components/failure-card.tsx';
import { ListSearch } from '../../components/filter-bar.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useTexts } from '../../components/texts.ts';
import { Pane, PaneNote } from '../mapping/pane.tsx';
import { twoLineHeight } from '../mapping/row-height.ts';
import { RowList } from '../mapping/row-list.tsx';
import { consoleMappingServices } from '../../../messages/generated/console-mapping-services.ts';
import { productSpoken } from './product-rows.ts';
import { ProductRow } from './product-row.tsx';
import type { ServiceHand } from './use-service-pick-up.ts';
import type { ServiceMapping } from './use-service-mapping.ts';

const idOf = ({ id }: Product): string => id;

/** The catalog by Product ID. */
export function ProductPane({
  mapping,
  hand,
  rows,
  typed,
  onTyped,
  onLetter,
}: {
  readonly mapping: ServiceMapping;
  readonly hand: ServiceHand;
  readonly rows: readonly Product[];
  readonly typed: string;
  readonly onTyped: (text: string) => void;
  readonly onLetter: (event: KeyboardEvent) => boolean;
}) {
  const { products } = mapping;
  const text = useTexts(consoleMappingServices, mapping.integrationId);
  const [height] = useState(twoLineHeight);
  return (
    <Pane
      title={text('console-mapping-services.products-of-psa')}
      isShownOnPhone={hand.side === 'products'}
      onFocus={() => hand.setSide('products')}
      head={
        <ListSearch
          label={text('console-mapping-services.search')}
          placeholder={text('console-mapping-services.search')}
          typed={typed}
          onTyped={onTyped}
          onDown={() => hand.productList.current?.focus()}
          field={hand.search}
        />
      }
      note={<PaneNote list={products} />}
    >
      {products.error !== null && products.rows.length === 0 ? (
        <div className="p-3">
          <ErrorCard error={products.error} onRetry={products.again} />
        </div>
      ) : products.total === null && rows.length === 0 ? (
        <div className="p-3">
          <Skeleton rows={6} label={text('console-mapping-services.loading-products')} />
        </div>
      ) : rows.length === 0 ? (
        <p className="p-4 text-ink-2">
          {text(
            products.total === 0
              ? 'console-mapping-services.no-products'
              : 'console-mapping-services.no-match',
          )}
        </p>
      ) : (
        <RowList
          ref={hand.productList}
          label={text('console-mapping-services.products-of-psa')}
          rows={rows}
          rowId={idOf}
          rowLabel={(product) => productSpoken(product, text)}
          rowHeight={height}
          pinned={hand.product?.id ?? null}
          selected={null}
          onKey={(event, product) => {
            if (event.key !== 'Enter') return onLetter(event);
            hand.onProduct(product, true);
            return true;
          }}
        >
          {(product, attributes) => (
            <ProductRow
              key={product.id}
              product={product}
              text={text}
              saving={mapping.saving.get(product.id) ?? null}
              rejection={mapping.rejections.get(product.id) ?? null}
              isInHand={hand.product?.id === product.id}
              isClosed={mapping.closed !== null}
              attributes={attributes}
              onPick={() => hand.onProduct(product, false)}
            />
          )}
        </RowList>
      )}
    </Pane>
  );
}
