import { useDroppable } from '@dnd-kit/react';
import { Check } from 'lucide-react';
import type { SavingPhase } from '../../api/mapping-commands.ts';
import type { Product, Service } from '../../api/mapping.ts';
import { useTexts } from '../../components/texts.ts';
import { StatusPill } from '../../components/status-pill.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { consoleMapping } from '../../../messages/generated/console-mapping.ts';
import { RowButton } from '../mapping/row-button.tsx';
import type { RowAttributes } from '../mapping/row-list.tsx';
import { SavingMark } from '../mapping/saving-mark.tsx';
import { consoleMappingServices } from '../../../messages/generated/console-mapping-services.ts';
import { productName } from './product-rows.ts';
import type { ServiceProduct } from './use-service-mapping.ts';

/** A service of the vendor that takes products, one for each edition. */
export function ServiceRow({
  service,
  product,
  attributes,
  onPut,
}: {
  readonly service: Service;
  /** In the hand. */
  readonly product: Product | null;
  readonly attributes: RowAttributes;
  readonly onPut: () => void;
}) {
  const { ref, isDropTarget } = useDroppable({ id: service.id });
  const text = useTexts(consoleMappingServices);
  return (
    <div
      {...attributes}
      ref={ref}
      onClick={(event) => (event.defaultPrevented ? undefined : onPut())}
      className={`flex items-center gap-3 border-b border-line px-3 text-table -outline-offset-2 ${isDropTarget ? 'bg-selected outline-2 outline-accent' : 'hover:bg-hover'}`}
    >
      <span role="gridcell" className="flex min-w-0 grow flex-col">
        <VendorText text={service.name} oneLine className="font-medium" />
        <span className="h-4 truncate text-label text-ink-2">
          {isDropTarget && product !== null
            ? text('console-mapping-services.drop', { name: productName(product) })
            : text('console-mapping-services.one-per-edition')}
        </span>
      </span>
      <span role="gridcell" className="shrink-0">
        <StatusPill
          state={service.products.length > 0 ? 'mapped' : 'unmapped'}
          words={text(
            service.products.length > 0
              ? 'console-mapping-services.mapped'
              : 'console-mapping-services.unmapped',
          )}
          inRow
        />
      </span>
    </div>
  );
}

const belowService =
  'flex items-center gap-3 border-b border-line pr-3 pl-8 text-table -outline-offset-2 hover:bg-hover';

/** A product the service is mapped to. */
export function MappedProductRow({
  product,
  saving,
  attributes,
  onUnmap,
}: {
  readonly product: ServiceProduct;
  readonly saving: SavingPhase | null;
  readonly attributes: RowAttributes;
  /** Null: nobody decides here now. */
  readonly onUnmap: (() => void) | null;
}) {
  const text = useTexts(consoleMappingServices);
  const shared = useTexts(consoleMapping);
  return (
    <div {...attributes} className={belowService}>
      <span role="gridcell" className="flex min-w-0 grow items-center gap-2">
        <span aria-hidden>→</span>
        <VendorText text={product.productId} oneLine className="min-w-0 font-mono font-medium" />
        {saving === null ? null : <SavingMark phase={saving} />}
      </span>
      <span role="gridcell" className="shrink-0 text-ink-2">
        {text('console-mapping-services.lines-found', { count: product.lines })}
      </span>
      <span role="gridcell" className="w-20 shrink-0 text-right">
        {onUnmap === null || saving !== null ? null : (
          <RowButton
            label={text('console-mapping-services.unmap-product', { name: productName(product) })}
            title={shared('console-mapping.unmap-key')}
            onPress={onUnmap}
          >
            {shared('console-mapping.unmap')}
          </RowButton>
        )}
      </span>
    </div>
  );
}

/** A product that the service was mapped to with another PSA: a person accepts it; of two of a name by the id. */
export function OfferedProductRow({
  offer: { product, words, ambiguous, hasTwin },
  saving,
  attributes,
  onAccept,
}: {
  readonly offer: Service['suggestions'][number];
  readonly saving: SavingPhase | null;
  readonly attributes: RowAttributes;
  /** Null: nobody decides here now. */
  readonly onAccept: (() => void) | null;
}) {
  const text = useTexts(consoleMappingServices);
  const shared = useTexts(consoleMapping);
  return (
    <div {...attributes} className={belowService}>
      <span role="gridcell" className="flex min-w-0 grow flex-col">
        <span className="flex items-center gap-2">
          <VendorText text={product.productId} oneLine className="min-w-0 font-mono" />
          {hasTwin ? <span className="shrink-0 font-mono text-meta text-ink-3">{product.id}</span> : null}
          {saving === null ? null : <SavingMark phase={saving} />}
        </span>
        <bdi className={`truncate text-label ${ambiguous ? 'text-warn' : 'text-ink-2'}`} title={words}>
          {text('console-mapping-services.suggestion', { reason: words })}
        </bdi>
      </span>
      <span role="gridcell" className="shrink-0">
        {onAccept === null || saving !== null ? null : (
          <RowButton
            label={text('console-mapping-services.accept-suggestion', { name: productName(product) })}
            title={text('console-mapping-services.accept-key')}
            onPress={onAccept}
          >
            <Check size={13} aria-hidden /> {shared('console-mapping.accept')}
          </RowButton>
        )}
      </span>
    </div>
  );
}
