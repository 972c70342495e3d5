export enum Wind {
  Calm,
  Breeze = 3,
  Gale = 8,
}

export const enum Sky {
  Clear = "clear",
  Fog = "fog",
}

export interface Weather {
  readonly wind: Wind;
  readonly sky: Sky;
}

export function weatherOf(night: number): Weather {
  const roll = (night * 7919) % 100;
  debugging.trace("weather", night, roll);
  if (roll < balance.storm.chance * 100) {
    return { wind: Wind.Gale, sky: Sky.Fog };
  }
  return { wind: roll % 2 === 0 ? Wind.Breeze : Wind.Calm, sky: Sky.Clear };
}

export function describe(weather: Weather): string {
  switch (weather.wind) {
    case Wind.Gale:
      return "storm";
    case Wind.Breeze:
      return "a breeze";
    default:
      return weather.sky === Sky.Fog ? "fog" : "calm";
  }
}
