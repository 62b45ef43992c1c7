import {
  Accessibility,
  AutoScroller,
  PointerActivationConstraints,
  PointerSensor,
  StyleInjector,
} from '@dnd-kit/dom';
import { DragDropProvider, DragOverlay, useDragDropManager } from '@dnd-kit/react';
import { type ReactNode, useEffect } from 'react';
import { nonce } from '../../components/nonce.ts';

const mouseTravelPx = 5;
const touchMs = 250;

/** Fingers drag by the grip alone, so that a list still scrolls; a button in a row stays a button. */
const sensors = [
  PointerSensor.configure({
    activationConstraints: ({ pointerType }) =>
      pointerType === 'touch'
        ? [new PointerActivationConstraints.Delay({ value: touchMs, tolerance: 5 })]
        : [new PointerActivationConstraints.Distance({ value: mouseTravelPx })],
    preventActivation: ({ target, pointerType }) =>
      !(target instanceof Element) ||
      target.closest('button, a, input') !== null ||
      (pointerType === 'touch' && target.closest('[data-grip]') === null),
  }),
];

/**
 * Dragging for a mapping board. The default accessibility plugin is left out, since it announces raw ids; the board
 * speaks for itself, and has keys of its own instead of dnd-kit's.
 */
export function DragBoard({
  children,
  overlay,
  onDrag,
  onDrop,
}: {
  readonly children: ReactNode;
  /** What follows the pointer. */
  readonly overlay: ReactNode;
  /** The id in the hand; null: put down or back. */
  readonly onDrag: (id: string | null) => void;
  readonly onDrop: (sourceId: string, targetId: string) => void;
}) {
  return (
    <DragDropProvider
      sensors={sensors}
      plugins={(plugins) => [
        ...plugins.filter((plugin) => plugin !== Accessibility),
        StyleInjector.configure({ nonce }),
        AutoScroller.configure({ threshold: { x: 0, y: 0.12 } }),
      ]}
      onDragStart={({ operation }) => onDrag(String(operation.source?.id ?? ''))}
      onDragEnd={({ operation, canceled }) => {
        onDrag(null);
        const { source, target } = operation;
        if (!canceled && source !== null && target !== null) onDrop(String(source.id), String(target.id));
      }}
    >
      {children}
      <DragOverlay dropAnimation={null} className="pointer-events-none z-50">
        {overlay}
      </DragOverlay>
      <PutBack />
    </DragDropProvider>
  );
}

/** Leaving the window or a right click puts back what is in the hand. */
function PutBack() {
  const manager = useDragDropManager();
  useEffect(() => {
    const cancel = (event: Event): void => {
      if (manager?.dragOperation.status.dragging === true) manager.actions.stop({ event, canceled: true });
    };
    globalThis.addEventListener('blur', cancel);
    globalThis.addEventListener('contextmenu', cancel);
    return () => {
      globalThis.removeEventListener('blur', cancel);
      globalThis.removeEventListener('contextmenu', cancel);
    };
  }, [manager]);
  return null;
}
