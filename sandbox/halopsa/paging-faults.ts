import type { PagingFault } from '../fault-kinds.ts';
import type { VendorAnswer } from '../vendor.ts';

type Arguments = ReadonlyMap<string, string>;

/** A list under a paging fault: another page than the one asked for. `record_count` stays what it is. */
export function atOtherPage(
  ask: (given: Arguments) => VendorAnswer,
  given: Arguments,
  { kind }: PagingFault,
): VendorAnswer {
  const page = Number(given.get('page_no') ?? '1');
  const at = (wanted: number): VendorAnswer => ask(new Map([...given, ['page_no', String(wanted)]]));
  switch (kind) {
    case 'lost-page':
      return at(page + 1);
    case 'repeated-page':
      return at(Math.max(1, page - 1));
    case 'standing-offset':
      return at(1);
    // A list that says how many rows it has needs no page to end on.
    case 'trailing-empty-page':
      return at(page);
  }
}
