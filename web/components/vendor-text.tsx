import { useState } from 'react';
import { visibleText } from './visible-text.ts';
import { commonText } from '../values/common-texts.ts';

const longest = 240;

/**
 * The only way to show what a vendor or a customer wrote. Always text, never markup or a link; controls and
 * direction marks are made visible, and its direction cannot reach what stands next to it.
 */
export function VendorText({
  text,
  oneLine = false,
  twoLines = false,
  className = '',
}: {
  readonly text: string;
  /** In rows: cut by the column, the whole on hover. */
  readonly oneLine?: boolean;
  /** The same, after two lines. */
  readonly twoLines?: boolean;
  readonly className?: string;
}) {
  const [whole, setWhole] = useState(false);
  const safe = visibleText(text);
  if (oneLine || twoLines) {
    return (
      <bdi
        className={`${oneLine ? 'block truncate' : 'line-clamp-2 leading-4 break-words'} ${className}`}
        title={safe.slice(0, 1_000)}
      >
        {safe.slice(0, 500)}
      </bdi>
    );
  }
  const isLong = safe.length > longest;
  return (
    <span className={`break-words ${className}`}>
      <bdi>{isLong && !whole ? `${safe.slice(0, longest)}…` : safe}</bdi>
      {isLong ? (
        <button type="button" className="ml-2 text-accent underline" onClick={() => setWhole(!whole)}>
          {whole
            ? commonText('console-common.show-less')
            : commonText('console-common.show-all', { count: safe.length })}
        </button>
      ) : null}
    </span>
  );
}
