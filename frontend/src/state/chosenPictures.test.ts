import { beforeEach, expect, test } from "vitest";
import { chooseNone, chooseOne, chooseTo } from "./chosenPictures";
import { workStore } from "./myWork";

const LIST = ["a", "b", "c", "d", "e"];
const chosen = () => [...workStore.getState().chosen].sort();

beforeEach(chooseNone);

test("pictures are chosen one by one and taken out the same way", () => {
  chooseOne("b");
  chooseOne("d");
  chooseOne("b");
  expect(chosen()).toEqual(["d"]);
});

test("a stretch goes from the last one to this one, either way, and keeps what was chosen", () => {
  chooseOne("a");
  chooseOne("d");
  chooseTo("b", LIST);
  expect(chosen()).toEqual(["a", "b", "c", "d"]);
  chooseTo("e", LIST);
  expect(chosen()).toEqual(["a", "b", "c", "d", "e"]);
});

test("without a beginning, or when it is not shown any more, a stretch is one picture", () => {
  chooseTo("c", LIST);
  expect(chosen()).toEqual(["c"]);
  chooseTo("e", ["d", "e"]);
  expect(chosen()).toEqual(["c", "e"]);
});
