import {
  addCalendarMonths,
  addDays,
  addWorkingDays,
  ageOn,
  civilDate,
  daysBetween,
  deadlineInDays,
  deadlineInWorkingDays,
  isCivilDate,
  isWorkingDay,
  londonInstant,
  minutesBetween,
  workingDaysBetween,
  workingHoursBetween,
} from '#pathway/calendar';
import { reference } from '#test/support/reference';
import fc from 'fast-check';

const { bankHolidays } = reference;
const dates = fc
  .date({ min: new Date('2024-01-01'), max: new Date('2028-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

describe('The date it is in London', () => {
  it.each([
    ['2026-03-02T21:40:00Z', '2026-03-02'],
    ['2026-06-30T23:30:00Z', '2026-07-01'],
    ['2026-03-29T00:59:00Z', '2026-03-29'],
    ['2026-10-24T23:00:00Z', '2026-10-25'],
    ['2026-12-31T23:59:59Z', '2026-12-31'],
  ])('at %s is %s', (instant, date) => expect(civilDate(instant)).toBe(date));
});

describe('A time of day in London', () => {
  it.each([
    ['2026-03-02', '17:00', '2026-03-02T17:00:00Z'],
    ['2026-04-08', '17:00', '2026-04-08T16:00:00Z'],
    ['2026-03-24', '24:00', '2026-03-25T00:00:00Z'],
    ['2026-06-30', '24:00', '2026-06-30T23:00:00Z'],
    ['2026-03-28', '24:00', '2026-03-29T00:00:00Z'],
    ['2026-03-29', '24:00', '2026-03-29T23:00:00Z'],
    ['2026-10-24', '24:00', '2026-10-24T23:00:00Z'],
    ['2026-10-25', '24:00', '2026-10-26T00:00:00Z'],
  ])('%s %s is %s', (date, time, instant) => expect(londonInstant(date, time)).toBe(instant));

  it('moves on by the hour that the clocks skip in March', () =>
    expect(londonInstant('2026-03-29', '01:30')).toBe('2026-03-29T01:30:00Z'));

  it('is the first of the two where the clocks go back in October', () =>
    expect(londonInstant('2026-10-25', '01:30')).toBe('2026-10-25T00:30:00Z'));
});

describe('A working day', () => {
  it.each(['2026-04-03', '2026-04-06', '2026-12-28', '2027-12-27', '2028-01-03'])('is not %s, a bank holiday', (date) =>
    expect(isWorkingDay(date, bankHolidays)).toBe(false),
  );

  it('is not a Saturday or a Sunday, but the Friday before and the Monday after', () =>
    expect(
      ['2026-03-06', '2026-03-07', '2026-03-08', '2026-03-09'].map((date) => isWorkingDay(date, bankHolidays)),
    ).toEqual([true, false, false, true]));

  it.each([
    ['2024-03-28', 1, '2024-04-02'],
    ['2024-12-24', 2, '2024-12-30'],
    ['2025-04-17', 5, '2025-04-28'],
    ['2026-12-24', 1, '2026-12-29'],
    ['2027-12-24', 1, '2027-12-29'],
    ['2027-12-31', 1, '2028-01-04'],
    ['2028-04-13', 5, '2028-04-24'],
    ['2026-03-07', 1, '2026-03-09'],
    ['2026-03-07', 0, '2026-03-07'],
  ])('from %s, %i of them on, is %s', (from, days, to) => expect(addWorkingDays(from, days, bankHolidays)).toBe(to));

  it('is counted from the day of asking to the day of answering', () => {
    expect(workingDaysBetween('2026-04-13', '2026-04-15', bankHolidays)).toBe(2);
    expect(workingDaysBetween('2026-04-02', '2026-04-07', bankHolidays)).toBe(1);
    expect(workingDaysBetween('2026-04-02', '2026-04-02', bankHolidays)).toBe(0);
    expect(workingDaysBetween('2026-04-15', '2026-04-13', bankHolidays)).toBe(0);
  });

  it('counted on and counted back is the same number', () =>
    fc.assert(
      fc.property(dates, fc.integer({ min: 0, max: 40 }), (date, days) => {
        const reached = addWorkingDays(date, days, bankHolidays);
        expect(workingDaysBetween(date, reached, bankHolidays)).toBe(days);
        if (days > 0) expect(isWorkingDay(reached, bankHolidays)).toBe(true);
      }),
    ));
});

describe('A deadline', () => {
  it('in working days falls at 17:00 in London on the last of them, over Easter and into summer time', () =>
    expect(deadlineInWorkingDays('2026-04-02', 2, bankHolidays)).toBe('2026-04-08T16:00:00Z'));

  it('in calendar days falls at the end of the last of them', () => {
    expect(deadlineInDays('2026-03-03', 21)).toBe('2026-03-25T00:00:00Z');
    expect(deadlineInDays('2026-06-05', 21)).toBe('2026-06-26T23:00:00Z');
  });
});

describe('Calendar days and months', () => {
  it('count through the new year', () => {
    expect(addDays('2026-12-11', 21)).toBe('2027-01-01');
    expect(daysBetween('2026-12-11', '2027-01-01')).toBe(21);
    expect(daysBetween('2026-06-05', '2026-06-04')).toBe(-1);
  });

  it('end on the last of a month that is too short', () => {
    expect(addCalendarMonths('2026-01-31', 1)).toBe('2026-02-28');
    expect(addCalendarMonths('2028-02-29', 12)).toBe('2029-02-28');
    expect(addCalendarMonths('2026-05-15', 1)).toBe('2026-06-15');
  });

  it.each([
    ['2026-02-29', false],
    ['2028-02-29', true],
    ['2026-3-2', false],
    ['2026-13-01', false],
    ['tomorrow', false],
  ])('are asked whether %s exists: %s', (text, exists) => expect(isCivilDate(text)).toBe(exists));
});

describe('Age', () => {
  it.each([
    ['2008-03-02', '2026-03-01', 17],
    ['2008-03-02', '2026-03-02', 18],
    ['2008-02-29', '2026-02-28', 17],
    ['2008-02-29', '2026-03-01', 18],
  ])('of somebody born on %s is, on %s, %i', (born, on, age) => expect(ageOn(born, on)).toBe(age));
});

describe('Elapsed time', () => {
  it('is elapsed: the night the clocks go forward is an hour short', () =>
    expect(minutesBetween(londonInstant('2026-03-29', '00:30'), londonInstant('2026-03-29', '02:30'))).toBe(60));

  it.each([
    ['one afternoon', '2026-03-03T13:00:00Z', '2026-03-03T14:30:00Z', 1.5],
    ['overnight', '2026-03-02T22:05:00Z', '2026-03-03T09:10:00Z', 1 / 6],
    ['over Easter', '2026-04-02T14:00:00Z', '2026-04-07T09:00:00Z', 3],
    ['at the weekend', '2026-03-07T10:00:00Z', '2026-03-08T10:00:00Z', 0],
    ['backwards', '2026-03-03T14:30:00Z', '2026-03-03T13:00:00Z', 0],
  ])('in working hours, %s', (_, from, to, hours) =>
    expect(workingHoursBetween(from, to, bankHolidays)).toBeCloseTo(hours, 9),
  );
});
