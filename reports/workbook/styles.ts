import type { CellStyle } from 'hucre/xlsx';

const edge = { style: 'thin', color: { rgb: '7F7F7F' } } as const;
const top = { vertical: 'top' } as const;

/** Legible in gray. */
export const styles = {
  title: { font: { bold: true, size: 14 } },
  /** Above the heads. */
  line: { font: { size: 11 } },
  label: { font: { bold: true }, alignment: top },
  head: {
    font: { bold: true },
    fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'E6E6E6' } },
    border: { bottom: edge },
    alignment: { wrapText: true, vertical: 'center' },
  },
  text: { alignment: top },
  wrapped: { alignment: { ...top, wrapText: true } },
} as const satisfies Record<string, CellStyle>;

/** Of a number, date, or amount. After a label it is on the left, like the texts above and below it. */
export const numberStyle = (format: string, horizontal: 'left' | 'right' = 'right'): CellStyle => ({
  numFmt: format,
  alignment: { ...top, horizontal },
});

export const totalStyle = (style: CellStyle): CellStyle => ({
  ...style,
  font: { bold: true },
  border: { top: edge },
});
