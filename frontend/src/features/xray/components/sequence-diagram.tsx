/** Who told whom, from top to bottom. The same stands beside it as a list, for every reader. */

import { useRef } from "react";

import type { Arrow, Lane } from "../layout.ts";
import { HEAD, layOut } from "../layout.ts";
import type { Step } from "../story.ts";
import { useRoom } from "../use-room.ts";

const USUAL_ROOM = 480;

export function SequenceDiagram({ story }: { story: Step[] }) {
  const frame = useRef<HTMLDivElement>(null);
  const room = useRoom(frame, USUAL_ROOM);
  const { width, height, lane, lanes, busX, rows } = layOut(story, room);
  return (
    // With many services it is wider than a phone, and the arrow keys scroll it.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="diagram" role="region" aria-label="Sequence diagram" tabIndex={0} ref={frame}>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        width={width}
        height={height}
        role="img"
        aria-label="The events between the services, listed below"
      >
        {lanes.map((one) => (
          <LaneLine key={one.name} {...one} height={height} room={lane} />
        ))}
        {rows.map(({ step, published, deliveries }) => (
          <g key={step.position} className="hop">
            {deliveries.map((arrow) => (
              <ArrowLine key={arrow.y} {...arrow} serviceX={arrow.to} />
            ))}
            <ArrowLine {...published} serviceX={published.from} />
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

function LaneLine({ name, x, height, room }: Lane & { height: number; room: number }) {
  const half = Math.min(46, room / 2 - 2);
  return (
    <g className="lane" data-bus={name === "bus"}>
      <line x1={x} x2={x} y1={HEAD} y2={height} />
      <rect x={x - half} y={1} width={2 * half} height={HEAD - 2} rx={6} />
      <text x={x} y={HEAD / 2 + 4} fontSize={half < 40 ? 10.5 : 12}>
        {name}
      </text>
    </g>
  );
}

function ArrowLine({ y, from, to, kind, delay, serviceX }: Arrow & { serviceX: number }) {
  const direction = Math.sign(to - from);
  // Published arrows end at the bus's mark, the others at the service's own line.
  const tip = kind === "published" ? to - direction * 14 : to - direction * 2;
  const wing = tip - direction * 7;
  const outward = Math.sign(serviceX - (serviceX === from ? to : from));
  return (
    <g className="arrow" data-kind={kind}>
      <line x1={from} x2={wing} y1={y} y2={y} />
      <polygon points={`${tip},${y} ${wing},${y - 4} ${wing},${y + 4}`} />
      <text
        className="hop-delay"
        data-side={outward < 0 ? "left" : "right"}
        x={serviceX + outward * 5}
        y={y + 4}
      >
        {delay}
      </text>
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
