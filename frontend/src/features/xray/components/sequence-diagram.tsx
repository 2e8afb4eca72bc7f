/** Who told whom, from top to bottom. The same stands beside it as a list, for every reader. */

import type { Step } from "../story.ts";
import type { Arrow } from "../layout.ts";
import { HEAD, LANE, layOut } from "../layout.ts";

const HEAD_WIDTH = LANE - 18;

export function SequenceDiagram({ story }: { story: Step[] }) {
  const { width, height, lanes, busX, rows } = layOut(story);
  return (
    // It is wider than a phone, and who cannot swipe scrolls it with the arrow keys.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="diagram" role="region" aria-label="Sequence diagram" tabIndex={0}>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        width={width}
        height={height}
        role="img"
        aria-label="The events between the services, listed below"
      >
        {lanes.map(({ name, x }) => (
          <g key={name} className="lane" data-bus={name === "bus"}>
            <line x1={x} x2={x} y1={HEAD} y2={height} />
            <rect x={x - HEAD_WIDTH / 2} y={1} width={HEAD_WIDTH} height={HEAD - 2} rx={6} />
            <text x={x} y={HEAD / 2 + 4}>
              {name}
            </text>
          </g>
        ))}
        {rows.map(({ step, published, deliveries }) => (
          <g key={step.position} className="hop">
            {step.afterCause !== null && (
              <text className="hop-delay" x={4} y={published.y + 4}>
                +{step.afterCause} ms
              </text>
            )}
            {deliveries.map((arrow) => (
              <ArrowLine key={arrow.y} {...arrow} />
            ))}
            <ArrowLine {...published} />
            <text className="hop-type" x={(published.from + busX) / 2} y={published.y - 13}>
              {step.type}
            </text>
            <Position number={step.position} x={busX} y={published.y} />
          </g>
        ))}
      </svg>
    </div>
  );
}

function ArrowLine({ y, from, to, kind }: Arrow) {
  const direction = Math.sign(to - from);
  // Published arrows end at the bus's mark, the others at the service's own line.
  const tip = kind === "published" ? to - direction * 14 : to - direction * 2;
  const wing = tip - direction * 7;
  return (
    <g className="arrow" data-kind={kind}>
      <line x1={from} x2={wing} y1={y} y2={y} />
      <polygon points={`${tip},${y} ${wing},${y - 4} ${wing},${y + 4}`} />
    </g>
  );
}

function Position({ number, x, y }: { number: number; x: number; y: number }) {
  const half = Math.max(13, 6 + String(number).length * 4);
  return (
    <g className="position">
      <rect x={x - half} y={y - 9} width={2 * half} height={18} rx={9} />
      <text x={x} y={y + 4}>
        {number}
      </text>
    </g>
  );
}
