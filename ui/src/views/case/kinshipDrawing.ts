// Where the people of a kinship path stand on the drawing: up is a generation older, a spouse stands
// beside, and whoever comes down after going up stands in the next column. Pure.

import type { KinDirection, KinStep } from '../../generated/views';

export const BOX_WIDTH = 104;
export const BOX_HEIGHT = 40;
const COLUMN = 124;
const ROW = 70;
const EDGE = 2;

export interface Stand {
  label: string;
  x: number;
  y: number;
  level: number;
  column: number;
}
export interface Link {
  direction: KinDirection;
  /** SVG path data. */
  line: string;
  /** Where the step's number stands. */
  at: { x: number; y: number };
  /** 1, 2, 3 …; `null` for a marriage, which is no degree (民法 968). */
  degree: number | null;
}
export interface Drawing {
  width: number;
  height: number;
  people: Stand[];
  links: Link[];
}

export function drawKinship(inmate: string, path: readonly KinStep[]): Drawing {
  const people: Stand[] = [{ label: inmate, x: 0, y: 0, level: 0, column: 0 }];
  let level = 0;
  let column = 0;
  let before: KinDirection | null = null;
  for (const step of path) {
    if (step.direction === 'up') {
      level -= 1;
    } else if (step.direction === 'down') {
      level += 1;
      column += before === 'up' ? 1 : 0;
    } else {
      column += 1;
    }
    people.push({ label: step.label, x: 0, y: 0, level, column });
    before = step.direction;
  }
  // Whoever is the top of an arch stands in the middle of it.
  for (const [index, person] of people.entries()) {
    if (path[index - 1]?.direction === 'up' && path[index]?.direction === 'down') {
      person.column += 0.5;
    }
  }
  const top = Math.min(...people.map((person) => person.level));
  for (const person of people) {
    person.x = EDGE + person.column * COLUMN;
    person.y = EDGE + (person.level - top) * ROW;
  }
  const links = linksOf(people, path);
  return {
    width: Math.max(...people.map((person) => person.x)) + BOX_WIDTH + EDGE,
    height: Math.max(...people.map((person) => person.y)) + BOX_HEIGHT + EDGE,
    people,
    links,
  };
}

function linksOf(people: readonly Stand[], path: readonly KinStep[]): Link[] {
  let degree = 0;
  return path.flatMap((step, index): Link[] => {
    const from = people[index];
    const to = people[index + 1];
    if (from === undefined || to === undefined) {
      return [];
    }
    if (step.direction === 'spouse') {
      const y = from.y + BOX_HEIGHT / 2;
      return [
        {
          direction: step.direction,
          line: `M${from.x + BOX_WIDTH} ${y - 3}H${to.x}M${from.x + BOX_WIDTH} ${y + 3}H${to.x}`,
          at: { x: (from.x + BOX_WIDTH + to.x) / 2, y },
          degree: null,
        },
      ];
    }
    degree += 1;
    const lower = step.direction === 'up' ? from : to;
    const upper = step.direction === 'up' ? to : from;
    const bottom = lower.x + BOX_WIDTH / 2;
    const head = upper.x + BOX_WIDTH / 2;
    const bend = upper.y + BOX_HEIGHT + (ROW - BOX_HEIGHT) / 2;
    return [
      {
        direction: step.direction,
        line: `M${bottom} ${lower.y}V${bend}H${head}V${upper.y + BOX_HEIGHT}`,
        at: { x: (bottom + head) / 2, y: bend },
        degree,
      },
    ];
  });
}
