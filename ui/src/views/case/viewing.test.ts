import { describe, expect, test } from 'vitest';

import type { KinStep } from '../../generated/views';
import { closeLook, seenShare, serves } from './closeLook';
import { drawKinship } from './kinshipDrawing';
import { fit, hold, MAX_ZOOM, Pane, ViewerController } from './ViewerController.svelte';

describe('looking at documents', () => {
  test('the_point_under_the_pointer_stays_under_it', () => {
    const pane = new Pane('a');
    const pointer = { x: 60, y: -30 };
    const before = {
      x: (pointer.x - pane.shift.x) / pane.zoom,
      y: (pointer.y - pane.shift.y) / pane.zoom,
    };
    pane.zoomTo(3, pointer);
    expect((pointer.x - pane.shift.x) / pane.zoom).toBeCloseTo(before.x);
    expect((pointer.y - pane.shift.y) / pane.zoom).toBeCloseTo(before.y);
  });

  test('zooming_out_ends_where_the_whole_page_is_seen', () => {
    const pane = new Pane('a');
    pane.zoomTo(4, { x: 80, y: 80 });
    pane.zoomTo(0.1, { x: 0, y: 0 });
    expect(pane.zoom).toBe(1);
    expect(pane.shift).toEqual({ x: 0, y: 0 });
    pane.zoomTo(1000, { x: 0, y: 0 });
    expect(pane.zoom).toBe(MAX_ZOOM);
  });

  const SEEN = {
    fitted: { width: 600, height: 800 },
    pane: { width: 600, height: 800 },
    zoom: 4,
    shift: { x: 0, y: 0 },
    turn: 0,
  };
  const PREVIEW = { width: 1200, height: 1600 };

  test('the_middle_of_an_enlarged_page_is_seen_in_the_middle_of_its_pane', () => {
    expect(seenShare(SEEN)).toEqual({ left: 0.375, top: 0.375, width: 0.25, height: 0.25 });
    const moved = seenShare({ ...SEEN, shift: { x: 900, y: 0 } })!;
    expect(moved.left).toBeCloseTo(0);
    // Turned to the right, what lies at the screen's right is the top of the page.
    const turned = seenShare({
      ...SEEN,
      pane: { width: 400, height: 400 },
      turn: 1,
      shift: { x: -500, y: 0 },
    })!;
    expect(turned.top + turned.height / 2).toBeCloseTo(0.5 - 500 / 3200);
    expect(turned.left + turned.width / 2).toBeCloseTo(0.5);
  });

  test('small_print_at_four_hundred_percent_is_fetched_pixel_for_pixel', () => {
    expect(closeLook({ ...SEEN, zoom: 1 }, PREVIEW, 1)).toBeNull();
    const look = closeLook(SEEN, PREVIEW, 1)!;
    // 600 × 800 at 400 %: the page has 3,200 pixels of height on the screen, and as many are fetched.
    expect(look.box / Math.max(look.share.height, 0)).toBeGreaterThanOrEqual(3200);
    expect(look.part.left).toBeLessThanOrEqual(3750);
    expect(look.part.left + look.part.width).toBeGreaterThanOrEqual(6250);
    expect(closeLook(SEEN, PREVIEW, 2)!.box).toBeGreaterThan(look.box);
    expect(closeLook({ ...SEEN, zoom: 8 }, PREVIEW, 3)!.box).toBeLessThanOrEqual(4096);
  });

  test('panning_a_little_fetches_nothing_and_panning_away_does', () => {
    const here = closeLook(SEEN, PREVIEW, 1)!;
    const near = { ...SEEN, shift: { x: 60, y: -60 } };
    expect(serves(here, closeLook(near, PREVIEW, 1)!, seenShare(near)!)).toBe(true);
    const far = { ...SEEN, shift: { x: 700, y: 0 } };
    expect(serves(here, closeLook(far, PREVIEW, 1)!, seenShare(far)!)).toBe(false);
    const closer = { ...SEEN, zoom: 8 };
    expect(serves(here, closeLook(closer, PREVIEW, 1)!, seenShare(closer)!)).toBe(false);
    expect(serves(null, here, seenShare(SEEN)!)).toBe(false);
  });

  test('light_contrast_and_inversion_add_up_and_come_back_to_the_plain_picture', () => {
    const viewer = new ViewerController();
    expect(viewer.filter).toBeNull();
    viewer.nextLight();
    viewer.habits.contrast = true;
    viewer.habits.inverted = true;
    expect(viewer.filter).toBe('brightness(1.3) contrast(1.6) grayscale(1) invert(1)');
    viewer.habits.contrast = false;
    viewer.habits.inverted = false;
    for (let press = 0; press < 3; press += 1) viewer.nextLight();
    expect(viewer.filter).toBeNull();
  });

  test('with_the_loupe_the_same_keys_move_and_enlarge_the_loupe', () => {
    const viewer = new ViewerController();
    viewer.show(['a', 'b']);
    viewer.nudge(1, 0);
    expect(viewer.panes[0]!.shift).toEqual({ x: -48, y: 0 });
    viewer.loupe = true;
    viewer.panes[0]!.span = 0.4;
    viewer.nudge(1, 0);
    expect(viewer.panes[0]!.lens.x).toBeCloseTo(0.52);
    viewer.zoomIn();
    expect(viewer.panes[0]!.span).toBeCloseTo(0.32);
    expect(viewer.panes[0]!.zoom).toBe(1);
    for (let press = 0; press < 60; press += 1) viewer.nudge(1, 1);
    expect(viewer.panes[0]!.lens).toEqual({ x: 1, y: 1 });
  });

  test('four_turns_either_way_come_round', () => {
    const viewer = new ViewerController();
    viewer.show(['a']);
    viewer.rotate(-1);
    expect(viewer.panes[0]!.turn).toBe(3);
    viewer.rotate();
    expect(viewer.panes[0]!.turn).toBe(0);
  });

  test('a_turned_page_fits_by_its_other_side', () => {
    expect(fit({ width: 200, height: 100 }, { width: 100, height: 100 }, 0)).toEqual({
      width: 100,
      height: 50,
    });
    expect(fit({ width: 200, height: 100 }, { width: 100, height: 100 }, 1)).toEqual({
      width: 100,
      height: 50,
    });
    expect(fit({ width: 200, height: 100 }, { width: 50, height: 200 }, 1)).toEqual({
      width: 100,
      height: 50,
    });
    expect(fit({ width: 0, height: 0 }, { width: 50, height: 200 }, 0)).toEqual({
      width: 0,
      height: 0,
    });
  });

  test('a_page_cannot_be_lost_outside_its_pane', () => {
    const held = hold(
      { x: 9999, y: -9999 },
      { width: 100, height: 100 },
      { width: 100, height: 100 },
      3,
      0,
    );
    expect(held).toEqual({ x: 100, y: -100 });
    expect(
      hold({ x: 50, y: 50 }, { width: 100, height: 100 }, { width: 100, height: 100 }, 1, 0),
    ).toEqual({ x: 0, y: 0 });
  });

  test('linked_panes_move_together_and_apart_when_unlinked', () => {
    const viewer = new ViewerController();
    viewer.show(['a', 'b']);
    viewer.zoomIn();
    expect(viewer.panes.map((pane) => pane.zoom)).toEqual([1.25, 1]);
    viewer.toggleLinked();
    viewer.zoomIn();
    expect(viewer.panes[0]!.zoom).toBeCloseTo(viewer.panes[1]!.zoom);
  });

  test('reading_the_case_again_leaves_the_panes_as_they_were', () => {
    const viewer = new ViewerController();
    viewer.show(['a', 'b']);
    viewer.zoomIn();
    viewer.show(['a', 'b', 'c']);
    expect(viewer.panes.map((pane) => pane.zoom)).toEqual([1.25, 1, 1]);
  });
});

describe('the drawing of a kinship path', () => {
  const steps = (...directions: KinStep['direction'][]): KinStep[] =>
    directions.map((direction) => ({ direction, label: direction }));

  test('a_niece_stands_below_the_sister_beside_the_inmate', () => {
    const { people, links } = drawKinship('收容人', steps('up', 'down', 'down'));
    expect(people.map((person) => person.level)).toEqual([0, -1, 0, 1]);
    expect(people[2]!.x).toBeGreaterThan(people[0]!.x);
    expect(people[3]!.x).toBe(people[2]!.x);
    expect(people[1]!.x).toBe((people[0]!.x + people[2]!.x) / 2);
    expect(links.map((link) => link.degree)).toEqual([1, 2, 3]);
  });

  test('a_marriage_is_no_degree', () => {
    const { links } = drawKinship('收容人', steps('spouse', 'up'));
    expect(links.map((link) => link.degree)).toEqual([null, 1]);
  });

  test('nobody_stands_on_anybody_and_all_are_inside', () => {
    for (const path of [
      steps('up', 'up', 'down', 'down'),
      steps('spouse', 'up', 'down', 'spouse'),
      steps('down', 'down', 'down'),
      steps(),
    ]) {
      const drawing = drawKinship('收容人', path);
      const places = new Set(drawing.people.map((person) => `${person.x},${person.y}`));
      expect(places.size).toBe(drawing.people.length);
      expect(
        drawing.people.every(
          (person) =>
            person.x >= 0 && person.y >= 0 && person.x < drawing.width && person.y < drawing.height,
        ),
      ).toBe(true);
    }
  });
});
