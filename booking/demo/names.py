"""Names as they sound in a Dutch town hall; combinations are drawn, nobody is meant.

A family name keeps its tussenvoegsel in front, as in "van der Meer".
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NameStock:
    """Given and family names that often go together, and their share of the staff."""

    share: float
    given: tuple[str, ...]
    family: tuple[str, ...]


def _names(text: str) -> tuple[str, ...]:
    return tuple(" ".join(name.split()) for name in text.split(","))


NAME_STOCKS = (
    NameStock(
        0.68,
        _names(
            """Anouk, Annemiek, Arjan, Bart, Bas, Bastiaan, Carla, Carolien, Daan, Dieuwertje, Dirk,
            Eline, Ellen, Erik, Esther, Femke, Floor, Frank, Froukje, Geert, Gerda, Gijs, Hanneke,
            Harm, Heleen, Hendrik, Ilse, Inge, Iris, Ivo, Jacqueline, Jasper, Jelle, Jeroen, Jet,
            Jolanda, Karin, Kees, Klaas, Koen, Lars, Lieke, Linda, Lotte, Maaike, Maarten, Margriet,
            Marieke, Marjolein, Martijn, Menno, Merel, Michiel, Mirjam, Nienke, Niels, Pauline,
            Pieter, Renske, Rianne, Rob, Roos, Rutger, Sander, Sanne, Saskia, Sietske, Sjoerd,
            Sophie, Stijn, Tamara, Teun, Thijs, Tineke, Tom, Trudy, Vera, Wendy, Wiebe, Willemijn,
            Wouter, Yvonne"""
        ),
        _names(
            """Aalbers, Bakker, Beekman, Blom, Boersma, Bosman, Brouwer, de Bruin,
            de Graaf, de Groot, de Haan, de Jong, de Wit, den Ouden, Dijkstra,
            Dronkers, Evers, Geerts, Groenewegen, Hendriks, Hoekstra, Hofman, Huisman, in 't
            Veld, Kamphuis, Koster, Kramer, Kuiper, Lammers, Langeveld, Maas, Meijer,
            Molenaar, Mulder, Nijland, Oosterhof, op den Camp, Peeters, Postma, Prins, Reitsma,
            Roelofs, Schipper, Scholten, Schouten, Smeets, Terpstra, ter Horst, ten Brink,
            Timmerman, Tuinstra, van Beek, van den Berg, van den Heuvel, van der Laan,
            van der Linden, van der Meer, van der Veen, van der Wal, van Dam, van Doorn,
            van Leeuwen, van Loon, van Vliet, van 't Hof, Veenstra, Verhoeven, Vermeulen, Visser,
            Wagenaar, Vonk, Wessels, Willems, Zijlstra, Zwart"""
        ),
    ),
    NameStock(
        0.09,
        _names(
            """Achraf, Amina, Anas, Bilal, Chaimae, Dounia, Hafida, Hamza, Ilham, Imane, Karim,
            Latifa, Loubna, Mounir, Nabil, Naima, Rachid, Samira, Soufiane, Yasmina, Youssef"""
        ),
        _names(
            """Aarab, Achahbar, Amrani, Azzouzi, Benali, Bouzidi, Chaouki, el Idrissi, el Khatib,
            el Morabit, Haddou, Jebbour, Lahlou, Ouali, Tahiri, Zerouali"""
        ),
    ),
    NameStock(
        0.08,
        _names(
            """Ahmet, Aylin, Burak, Canan, Deniz, Ebru, Elif, Emre, Esra, Gizem, Hakan, Kemal,
            Leyla, Mehmet, Merve, Murat, Nuray, Ozan, Selin, Serkan, Tülay, Zeynep"""
        ),
        _names(
            """Acar, Aksoy, Aydın, Bulut, Çelik, Demir, Doğan, Kaplan, Kaya, Keskin, Koç, Korkmaz,
            Öztürk, Polat, Şahin, Yalçın, Yıldız, Yılmaz"""
        ),
    ),
    NameStock(
        0.08,
        _names(
            """Anjali, Anil, Chandra, Cheyenne, Dewi, Gaitri, Glenn, Indra, Ingrid, Jair, Kavita,
            Krish, Melvin, Mireille, Nisha, Orlando, Priya, Rishi, Roy, Shanti, Sharon, Urmila"""
        ),
        _names(
            """Baldew, Biharie, Cairo, Doekhi, Emanuelson, Ganpat, Kartosen, Kromosoeto, Landveld,
            Lont, Mahabier, Martina, Nandoe, Pinas, Ramdin, Sewpersad, Sital, Soekhai, Wongso"""
        ),
    ),
    NameStock(
        0.07,
        _names(
            """Agnieszka, Ana, Andrei, Bich, Carmen, Daniela, Dominika, Elena, Fatou, Gabriel,
            Hana, Iwona, Jakub, Katarzyna, Linh, Luís, Mariam, Mateusz, Mihai, Nadia, Omid, Parisa,
            Piotr, Samuel, Selam, Teodora, Tomás, Yusuf"""
        ),
        _names(
            """Abebe, Ahmadi, Bahrami, Costa, da Silva, Diallo, dos Santos, Fernandes, Ferrari,
            Georgescu, Ionescu, Karimi, Kamara, Kowalska, Lewandowicz, Mendes, Mensah, Nguyen,
            Nowak, Petrova, Pham, Popescu, Rahimi, Tesfaye, Wiśniewska, Wójcik, Yohannes"""
        ),
    ),
)
