import { type KeyboardEvent, useState } from 'react';
import type { Product } from '../../api/mapping.ts';
import { ErrorCard } from '../../components/failure-card.tsx';
import { ListSearch } from '../../components/filter-bar.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { Pane, PaneNote } from '../mapping/pane.tsx';
import { twoLineHeight } from '../mapping/row-height.ts';
import { RowList } from '../mapping/row-list.tsx';
import { productSpoken } from './product-rows.ts';
import { ProductRow } from './product-row.tsx';
import type { ServiceHand } from './use-service-hand.ts';
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
  const { products, words } = mapping;
  const [height] = useState(twoLineHeight);
  return (
    <Pane
      title={`${words.psa} ${words.products}`}
      isShownOnPhone={hand.side === 'products'}
      onFocus={() => hand.setSide('products')}
      head={
        <ListSearch
          label="Search by Product ID"
          placeholder="Search by Product ID"
          typed={typed}
          onTyped={onTyped}
          onDown={() => hand.productList.current?.focus()}
          field={hand.search}
        />
      }
      note={<PaneNote list={products} what={words.products} />}
    >
      {products.error !== null && products.rows.length === 0 ? (
        <div className="p-3">
          <ErrorCard error={products.error} onRetry={products.again} />
        </div>
      ) : products.total === null && rows.length === 0 ? (
        <div className="p-3">
          <Skeleton rows={6} label="Loading products" />
        </div>
      ) : rows.length === 0 ? (
        <p className="p-4 text-ink-2">
          {products.total === 0 ? 'No products are read yet.' : 'No product matches.'}
        </p>
      ) : (
        <RowList
          ref={hand.productList}
          label={`${words.psa} ${words.products}`}
          rows={rows}
          rowId={idOf}
          rowLabel={(product) => productSpoken(product, words)}
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
              words={words}
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
