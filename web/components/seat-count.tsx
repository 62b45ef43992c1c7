import { useState } from 'react';
import { lazyPart } from './lazy-part.tsx';
import { SeatButton, type SeatCountProps } from './seat-button.tsx';

const SeatPopover = lazyPart<SeatCountProps>(
  () => import('./seat-popover.tsx'),
  (props) => <SeatButton {...props} />,
);

/** A count of seats that says, once pressed, of when it is, by which statuses and by which rule. */
export function SeatCount(props: SeatCountProps) {
  const [isOpened, setIsOpened] = useState(false);
  return isOpened ? <SeatPopover {...props} /> : <SeatButton {...props} onClick={() => setIsOpened(true)} />;
}
