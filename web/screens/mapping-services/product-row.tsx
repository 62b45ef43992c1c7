import { useDraggable } from '@dnd-kit/react';
import { Ban, GripVertical } from 'lucide-react';
import type { SavingPhase } from '../../api/mapping-commands.ts';
import type { Product } from '../../api/mapping.ts';
import { useTexts } from '../../components/texts.ts';
import { Amount } from '../../components/figure.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { visibleText } from '../../components/visible-text.ts';
import type { RowAttributes } from '../mapping/row-list.tsx';
import { consoleMapping } from '../../../messages/generated/console-mapping.ts';
import { SavingMark } from '../mapping/saving-mark.tsx';
import type { ServiceTexts } from './mapping-services-texts.ts';
import { whyNoProduct } from './product-rows.ts';

/** A product to be dragged onto the service; inactive ones and bundles say why they are closed. */
export function ProductRow({
  product,
  text,
  saving,
  rejection,
  isInHand,
  isClosed,
  attributes,
  onPick,
}: {
  readonly product: Product;
  readonly text: ServiceTexts;
  readonly saving: SavingPhase | null;
  readonly rejection: string | null;
  readonly isInHand: boolean;
  readonly isClosed: boolean;
  readonly attributes: RowAttributes;
  readonly onPick: () => void;
}) {
  const shared = useTexts(consoleMapping);
  const why = whyNoProduct(product, text);
  const { ref } = useDraggable({
    id: product.id,
    disabled: isClosed || why !== null || product.mappedTo !== null || saving !== null,
  });
  const Lead = why === null ? GripVertical : Ban;
  return (
    <div
      {...attributes}
      ref={ref}
      aria-disabled={why !== null}
      onClick={(event) => (event.defaultPrevented ? undefined : onPick())}
      className={`flex items-center gap-3 border-b border-line pr-3 pl-1.5 text-table -outline-offset-2 select-none ${isInHand ? 'bg-selected' : 'hover:bg-hover'} ${why === null ? '' : 'bg-sunken text-ink-3'}`}
    >
      <span role="gridcell" className="flex min-w-0 grow items-center gap-1.5">
        {isClosed && why === null ? null : (
          <span data-grip className="shrink-0 cursor-grab touch-none text-ink-3">
            <Lead size={14} aria-hidden />
          </span>
        )}
        <span className="flex min-w-0 flex-col">
          <VendorText text={product.productId} oneLine className="font-mono font-medium" />
          <span className="h-4 min-w-0 truncate text-label text-ink-2">
            {saving !== null ? (
              <SavingMark phase={saving} />
            ) : rejection !== null ? (
              <span className="text-bad">
                {shared('console-mapping.not-saved', { detail: visibleText(rejection) })}
              </span>
            ) : why !== null ? (
              why
            ) : (
              <bdi>{product.description === null ? null : visibleText(product.description)}</bdi>
            )}
          </span>
        </span>
      </span>
      <span role="gridcell" className="shrink-0 text-right text-label text-ink-3 max-sm:hidden">
        {isInHand ? (
          <span className="font-medium text-info">{shared('console-mapping.now-selected')}</span>
        ) : product.mappedTo === null ? (
          text('console-mapping-services.lines', { count: product.lines })
        ) : (
          text('console-mapping-services.mapped-lines', { count: product.lines })
        )}
      </span>
      <span role="gridcell" className="w-16 shrink-0 text-right">
        {product.price === null ? text('console-mapping-services.no-price') : <Amount of={product.price} />}
      </span>
    </div>
  );
}
