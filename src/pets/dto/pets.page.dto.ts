import { PageOf } from '../../common/page';
import { Pet } from '../pet.entity';

export class PetsPage extends PageOf(Pet) {}
