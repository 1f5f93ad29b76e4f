export const substanceWords = {
  opiate: 'Opiates, such as heroin',
  crack: 'Crack cocaine',
  cocaine: 'Powder cocaine',
  cannabis: 'Cannabis',
  amphetamine: 'Amphetamines',
  benzodiazepine: 'Benzodiazepines',
  ketamine: 'Ketamine',
  nps: 'New psychoactive substances, such as spice',
  alcohol: 'Alcohol',
  other: 'Other drugs',
} as const;
