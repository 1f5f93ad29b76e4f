import {
  ChangeDetails,
  ChangeResidence,
  ErasePerson,
  GrantAccess,
  MergePeople,
  RegisterPerson,
  RestrictPerson,
  UnmergePeople,
  UnrestrictPerson,
  WithdrawAccess,
} from '#casework/person/person.requests';
import { Records } from '#casework/records';
import { Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';

@Records('person', {
  opens: { 'register person': RegisterPerson },
  acts: {
    'change details': ChangeDetails,
    'change residence': ChangeResidence,
    'restrict person': RestrictPerson,
    'unrestrict person': UnrestrictPerson,
    'grant access': GrantAccess,
    'withdraw access': WithdrawAccess,
    'merge people': MergePeople,
    'unmerge people': UnmergePeople,
    'erase person': ErasePerson,
  },
  final: ['erase person'],
})
@Controller('person')
export class PersonController {
  constructor(readonly commands: CommandBus) {}
}
